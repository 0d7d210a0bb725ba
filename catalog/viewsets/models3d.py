"""3D models: their list, and the chooser of the product editor with upload in its window."""

from django.db.models import Count
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.viewsets.model import ModelViewSet

from core.inspecting import InspectInWordsMixin

from ..forms.uploads import Model3DForm
from ..library import refusal
from ..models import Model3D
from .facets import ProtectedDeleteView


def sizes_of(model: Model3D) -> str:
    return f"{model.width_mm} × {model.depth_mm} × {model.height_mm}"


class Model3DIndexView(generic.IndexView):
    def get_base_queryset(self):
        return super().get_base_queryset().annotate(used=Count("products"))


class Model3DDeleteView(ProtectedDeleteView):
    def refusal(self) -> str:
        return refusal(self.object)


class Model3DInspectView(InspectInWordsMixin, generic.InspectView):
    pass


class Model3DViewSet(ModelViewSet):
    model = Model3D
    icon = "site"
    menu_label = _("3D models")
    add_to_admin_menu = False
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_class = Model3DInspectView
    index_view_class = Model3DIndexView
    delete_view_class = Model3DDeleteView
    edit_handler = ObjectList(
        [
            FieldPanel("title", help_text=_("For editors: Комод «Север», три отделки")),
            FieldPanel("file"),
        ],
        base_form_class=Model3DForm,
    )
    list_display = [
        "title",
        Column("sizes", label=_("Width × depth × height, mm"), accessor=sizes_of),
        Column("triangles", label=_("Triangles")),
        Column("size", label=_("File size"), accessor=lambda model: filesizeformat(model.size_bytes)),
        DateColumn("created_at", label=_("Uploaded"), sort_key="created_at"),
        Column("used", label=_("Used")),
    ]
    search_fields = ["title"]
    ordering = ["title"]


class Model3DChooserViewSet(ChooserViewSet):
    model = Model3D
    icon = "site"
    choose_one_text = _("Choose a 3D model")
    choose_another_text = _("Choose another 3D model")
    edit_item_text = _("Edit this 3D model")
    creation_tab_label = _("Upload")
    create_action_label = _("Upload")
    create_action_clicked_label = _("Uploading…")
    creation_form_class = Model3DForm


model3d_chooser = Model3DChooserViewSet("model3d_chooser")
