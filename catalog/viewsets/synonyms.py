"""Words that mean the same to customers."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.admin.viewsets.model import ModelViewSet

from ..models import SearchSynonym


class SearchSynonymViewSet(ModelViewSet):
    model = SearchSynonym
    icon = "search"
    menu_label = _("Search synonyms")
    add_to_admin_menu = False
    copy_view_enabled = False
    panels = [FieldPanel("words")]
    list_display = ["words"]
    search_fields = ["words"]
    ordering = ["words"]
