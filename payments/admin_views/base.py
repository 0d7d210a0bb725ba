"""What all screens of money have: a right that is asked before anything is read, and forms that act."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from core.errors import DomainError
from core.once import OnceForm


class MoneyView(WagtailAdminTemplateMixin):
    permission = ""

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not request.user.has_perm(self.permission):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class MoneyActionView(MoneyView, FormView):
    """GET shows the form, POST does it by `act`; a refusal stands on the form and keeps what was typed.

    back: where it leads afterwards. subject: a line that says what it is about. refusal: why it cannot be
    done as things stand, "" when it can. told: what follows, said before the button.
    """

    template_name = "payments/admin/action.html"
    form_class = OnceForm
    submit_label = ""
    told = ""
    refusal = ""
    subject = ""
    back = ""
    back_label = gettext_lazy("Back")
    is_serious = False

    def form_valid(self, form) -> HttpResponse:
        try:
            self.act(form)
        except DomainError as refused:
            return self.refuse(form, refused)
        messages.success(self.request, self.success())
        return redirect(self.back)

    def refuse(self, form, refused: DomainError) -> HttpResponse:
        for name, message in (refused.fields or {None: refused.message}).items():
            form.add_error(name if name in form.fields else None, message)
        return super().form_invalid(form)

    def act(self, form) -> None:
        raise NotImplementedError

    def success(self) -> str:
        return _("Done.")
