"""People in the admin."""

from django.forms import ModelForm
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import DateColumn
from wagtail.admin.views.generic import IndexView, InspectView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.users.views.users import UserViewSet

from core.exports import SafeExportMixin
from core.inspecting import InspectInWordsMixin

from .admin_views import CreateAccountView, DeleteAccountView, EditAccountView
from .forms.staff import AccountCreationForm, AccountEditForm
from .models import Consent, ConsentText
from .services.consents import publish_text


class AccountViewSet(UserViewSet):
    """Accounts: made and changed with our forms."""

    add_view_class = CreateAccountView
    edit_view_class = EditAccountView
    delete_view_class = DeleteAccountView

    def get_form_class(self, for_update=False):
        return AccountEditForm if for_update else AccountCreationForm


class InspectInWordsView(InspectInWordsMixin, InspectView):
    """Times of the shop's own clock, a dash for what there is not."""


class ConsentTextForm(ModelForm):
    """A new wording becomes the next version of its purpose."""

    class Meta:
        model = ConsentText
        fields = ["purpose", "text"]

    def save(self, commit=True):
        self.instance = publish_text(self.cleaned_data["purpose"], text=self.cleaned_data["text"])
        return self.instance


class ConsentTextViewSet(ModelViewSet):
    model = ConsentText
    icon = "doc-full"
    menu_label = _("Consent texts")
    url_prefix = "consent-texts"
    add_to_settings_menu = True
    form_fields = ["purpose", "text"]
    list_display = ["__str__", DateColumn("published_at", label=_("published"))]
    list_filter = ["purpose"]
    inspect_view_enabled = True
    inspect_view_class = InspectInWordsView
    inspect_view_fields = ["purpose", "version", "published_at", "text"]
    copy_view_enabled = False

    def get_form_class(self, for_update=False):
        return ConsentTextForm


class ConsentIndexView(SafeExportMixin, IndexView):
    """The browser's name and the e-mail in the spreadsheet are whatever a stranger sent."""


class ConsentViewSet(ModelViewSet):
    """The journal, to be read."""

    model = Consent
    icon = "list-ul"
    menu_label = _("Consents")
    index_view_class = ConsentIndexView
    url_prefix = "consents"
    add_to_settings_menu = True
    form_fields = ["purpose"]  # Wagtail asks for a form even where nobody can add
    list_display = [
        "email",
        "purpose",
        "decision",
        "text_version",
        "source",
        DateColumn("at", label=_("when")),
    ]
    list_filter = ["purpose", "decision", "source"]
    search_fields = ["email"]
    inspect_view_enabled = True
    inspect_view_class = InspectInWordsView
    copy_view_enabled = False
    list_export = [
        "email", "purpose", "decision", "text_version", "text_sha256", "at", "ip", "user_agent", "source",
        "reference",
    ]  # fmt: skip
