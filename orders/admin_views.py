"""One order in the back office, and the named actions on it: an order is never a form that somebody edits."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from cart.delivery import DeliveryMethod
from core.errors import DomainError
from core.once import once

from . import admin_forms as forms
from .enums import Action, CancelReason, Role
from .errors import OrderChanged, TransitionRefused
from .links import address_of
from .models import Order
from .permissions import CANCEL, HANDLE, VIEW, right_for
from .selectors import admin as selectors
from .selectors.documents import documents_of
from .selectors.timeline import full_timeline
from .services import changes, moves, notes
from .transitions import check

INDEX, SCREEN = "orders:index", "orders:inspect"


class OrderView(WagtailAdminTemplateMixin):
    """What all of them have: one order, a right that is asked before anything is read, the way back."""

    permission = VIEW
    header_icon = "clipboard-list"

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not request.user.has_perm(self.permission):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def order(self) -> Order:
        return get_object_or_404(selectors.rows(), pk=self.kwargs["pk"])

    @property
    def screen(self) -> str:
        return reverse(SCREEN, args=[self.order.pk])

    def get_breadcrumbs_items(self) -> list[dict]:
        return [*self.breadcrumbs_items, {"url": reverse(INDEX), "label": _("Orders")}]


class OrderScreen(OrderView, TemplateView):
    """Everything about an order, and what to do next."""

    template_name = "orders/admin/order.html"

    @cached_property
    def order(self) -> Order:
        return get_object_or_404(selectors.order_screen(), pk=self.kwargs["pk"])

    def get_page_title(self) -> str:
        return self.order.order_id

    def get_breadcrumbs_items(self) -> list[dict]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.order.order_id}]

    def get_context_data(self, **kwargs) -> dict:
        order, user = self.order, self.request.user
        items = list(order.items.all())
        may = [action for action in selectors.actions_for_staff(order) if user.has_perm(right_for(action))]
        return super().get_context_data(
            order=order,
            items=items,
            has_discounts=selectors.line_discounts(items),
            parts=selectors.parts_of_total(order),
            siblings=selectors.siblings(order),
            documents=documents_of(order, is_open=True),
            timeline=full_timeline(order),
            next_step=selectors.next_step(order),
            moves=[(move, selectors.label_of(move, order)) for move in may if move != Action.CANCEL],
            may_cancel=Action.CANCEL in may,
            may_handle=user.has_perm(HANDLE),
            link=address_of(order),
            note_form=forms.NoteForm(),
            **kwargs,
        )


class ActionView(OrderView, FormView):
    """GET shows the form, POST does it; a refusal stands on the form and keeps what was typed."""

    template_name = "orders/admin/action.html"
    form_class = forms.SilentForm
    permission = HANDLE
    submit_label = ""
    back_label = gettext_lazy("Back to the order")
    told = ""  # what follows, said before the button
    is_serious = False

    @property
    def back(self) -> str:
        return self.screen

    def get_page_subtitle(self) -> str:
        return self.order.order_id

    def get_breadcrumbs_items(self) -> list[dict]:
        return [
            *super().get_breadcrumbs_items(),
            {"url": self.screen, "label": self.order.order_id},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_form_kwargs(self) -> dict:
        return {**super().get_form_kwargs(), "order": self.order}

    def get_initial(self) -> dict:
        return {"version": self.order.version}

    def form_invalid(self, form) -> HttpResponse:
        if "version" in form.errors:
            # A hidden field shows no error; a form without its version is as good as an old one.
            return self.refuse(form, OrderChanged())
        return super().form_invalid(form)

    def form_valid(self, form) -> HttpResponse:
        try:
            self.act_on(form)
        except DomainError as refused:
            return self.refuse(form, refused)
        messages.success(self.request, self.success())
        return redirect(self.screen)

    def refuse(self, form, refused: DomainError) -> HttpResponse:
        for name, message in (refused.fields or {None: refused.message}).items():
            form.add_error(name if name in form.fields else None, message)
        if isinstance(refused, OrderChanged):
            # What was typed stays; the next press of the button is about the order as it is shown now.
            del self.order
            form.data = form.data.copy()
            form.data["version"] = self.order.version
        return super().form_invalid(form)

    def act_on(self, form) -> None:
        self.act(form.cleaned_data)

    def act(self, given: dict) -> None:
        raise NotImplementedError

    def success(self) -> str:
        return _("Done: order %(number)s.") % {"number": self.order.order_id}


class MoveView(ActionView):
    """One step of an order's life; `action` is given by the address."""

    action: Action = Action.CONFIRM
    form_class = forms.MoveForm
    TOLD = {
        Action.ACCEPT: gettext_lazy("The customer gets a letter: a manager works on the request."),
        Action.CONFIRM: gettext_lazy(
            "The pieces leave the shelf. The customer gets a letter: the order is being prepared."
        ),
        Action.SHIP: gettext_lazy("The customer gets a letter: the order is on its way."),
        Action.DELIVER: gettext_lazy("Today becomes the day of delivery. The customer gets a letter."),
        Action.INSTALL: gettext_lazy("Today becomes the day of installation. No letter is sent."),
    }

    def get_page_title(self) -> str:
        return selectors.label_of(self.action, self.order)

    @property
    def submit_label(self) -> str:
        return self.get_page_title()

    @property
    def told(self) -> str:
        if self.action == Action.SHIP and self.order.delivery_method == DeliveryMethod.PICKUP:
            return _("The customer gets a letter: the order is ready to be collected.")
        return self.TOLD[self.action]

    @cached_property
    def refusal(self) -> str:
        """Why it cannot be done as the order stands; empty when it can."""
        try:
            check(self.action, status=self.order.status, kind=self.order.kind, role=Role.STAFF)
        except TransitionRefused as refused:
            return refused.message
        return ""

    def act(self, given: dict) -> None:
        moves.act(
            self.order.pk,
            self.action,
            actor=self.request.user,
            version=given["version"],
            note=given["note"],
        )

    def success(self) -> str:
        del self.order
        return _("%(number)s: %(status)s.") % {
            "number": self.order.order_id,
            "status": self.order.status_label,
        }


class CancelView(MoveView):
    action = Action.CANCEL
    form_class = forms.CancelForm
    permission = CANCEL
    is_serious = True

    @property
    def told(self) -> str:
        told = _(
            "Pieces and used promotions go back, the customer gets a letter. There is no way back from it."
        )
        money = _("What was paid for the order goes back to the customer in full.")
        return f"{told} {money}" if self.order.holds_money else told

    def act(self, given: dict) -> None:
        moves.cancel_order(
            self.order.pk,
            role=Role.STAFF,
            reason=CancelReason(given["reason"]),
            actor=self.request.user,
            version=given["version"],
            note=given["note"],
        )


class NoteView(ActionView):
    """Where the composer of the order's screen posts to."""

    form_class = forms.NoteForm
    page_title = gettext_lazy("Write a note")
    submit_label = gettext_lazy("Write")

    def get_form_kwargs(self) -> dict:
        kwargs = super().get_form_kwargs()
        del kwargs["order"]
        return kwargs

    def act_on(self, form) -> None:
        """No version guards a note from being written twice, so the form's own key does."""
        given = form.cleaned_data

        def effect() -> int:
            return notes.write_note(
                self.order.pk, actor=self.request.user, text=given["text"], is_public=given["is_public"]
            ).pk

        once(self.request, form, effect)

    def success(self) -> str:
        return _("The note is written.")


class ManagerView(ActionView):
    form_class = forms.ManagerForm
    page_title = gettext_lazy("Who answers for the order")
    submit_label = gettext_lazy("Save")

    def get_initial(self) -> dict:
        """Whoever opens it for an order without a manager most often takes it."""
        return {**super().get_initial(), "manager": self.order.manager_id or self.request.user.pk}

    def act(self, given: dict) -> None:
        person = given["manager"]
        changes.assign_manager(
            self.order.pk,
            actor=self.request.user,
            version=given["version"],
            manager_id=person.pk if person else None,
        )


class ContactView(ActionView):
    form_class = forms.ContactForm
    page_title = gettext_lazy("Contact and address")
    submit_label = gettext_lazy("Save")

    def get_initial(self) -> dict:
        order = self.order
        return {
            **super().get_initial(),
            "name": order.contact_name,
            "phone": order.contact_phone,
            "email": order.contact_email,
            "address": order.shipping_address,
        }

    def act(self, given: dict) -> None:
        changes.change_contact(self.order.pk, actor=self.request.user, **given)


class DatesView(ActionView):
    form_class = forms.DatesForm
    page_title = gettext_lazy("Promised day and deadline")
    submit_label = gettext_lazy("Save")

    def get_initial(self) -> dict:
        order = self.order
        return {
            **super().get_initial(),
            "promised_date": order.promised_date,
            "deadline": order.deadline,
        }

    def act(self, given: dict) -> None:
        changes.set_dates(self.order.pk, actor=self.request.user, **given)


class RenewLinkView(ActionView):
    page_title = gettext_lazy("Replace the customer's link")
    submit_label = gettext_lazy("Replace the link")
    is_serious = True
    told = gettext_lazy(
        "The link in the letters sent so far stops working, and so do those of orders placed together with "
        "this one. Send the new one to the customer yourself."
    )

    def act(self, given: dict) -> None:
        changes.renew_link(self.order.pk, actor=self.request.user, **given)
