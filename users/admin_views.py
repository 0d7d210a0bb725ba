"""Accounts in the admin. Whom a record that must stay names is switched off instead of deleted; only a
superuser makes superusers and changes their accounts.
"""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db.models import ProtectedError
from django.db.models.deletion import Collector
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.users.views.bulk_actions.delete import DeleteBulkAction
from wagtail.users.views.users import CreateView, DeleteView, EditView

from .models import CustomUser


def kept_records(user: CustomUser) -> set[str]:
    """Names of the kinds of rows that do not let the account go; empty when nothing holds it."""
    collector = Collector(using=user._state.db)
    try:
        collector.collect([user])
    except ProtectedError as error:
        return {str(row._meta.verbose_name_plural) for row in error.protected_objects}
    return set()


def refuse(request: HttpRequest, users: Iterable[CustomUser]) -> None:
    """Say who cannot be deleted and why, with a button that leads to switching exactly these accounts off."""
    held = {user: records for user in users if (records := kept_records(user))}
    sentence = _(
        "Nobody was deleted. The shop must keep records (%(records)s) that name: %(people)s. Switch such an "
        "account off instead: nobody enters by it any more, and the records stay."
    ) % {
        "records": ", ".join(sorted(set().union(*held.values()))),
        "people": ", ".join(sorted(map(str, held))),
    }
    switch_off = reverse("wagtail_bulk_action", args=["users", "customuser", "set_active_state"])
    chosen = urlencode({"id": [user.pk for user in held], "next": reverse("wagtailusers_users:index")}, True)
    buttons = [messages.button(f"{switch_off}?{chosen}", _("Switch the account off"))]
    messages.error(request, sentence, buttons=buttons)


class _PowerStays:
    """Nobody gives away a power above the roles without having it."""

    def get_form(self, *args, **kwargs):
        form = super().get_form(*args, **kwargs)
        if not self.request.user.is_superuser:
            form.fields.pop("is_superuser", None)
        return form


class CreateAccountView(_PowerStays, CreateView):
    """A new account."""


class EditAccountView(_PowerStays, EditView):
    """Whoever may change a superuser's e-mail may become one by a letter."""

    def dispatch(self, request, *args, **kwargs):
        if self.object.is_superuser and not request.user.is_superuser:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class DeleteAccountView(DeleteView):
    def form_valid(self, form) -> HttpResponse:
        try:
            return super().form_valid(form)
        except ProtectedError:
            refuse(self.request, [self.object])
            return redirect("wagtailusers_users:edit", self.object.pk)


class DeleteAccountsAction(DeleteBulkAction):
    """All of the chosen or none."""

    def form_valid(self, form) -> HttpResponse:
        try:
            return super().form_valid(form)
        except ProtectedError:
            refuse(self.request, self.actionable_objects)
            return redirect(self.next_url)
