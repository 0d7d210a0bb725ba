"""Letters about orders. What is said stands in `templates/emails/<message>/`: subject, told (what happened),
next (what comes now); how a letter looks, in `templates/emails/order.*`.

A subject holds nothing that a customer typed; a letter repeats his name only, and only if it looks like one:
else anybody could have the shop send his words, and links, to a stranger.
"""

import re

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from orders.enums import CancelReason, EventKind, Role
from orders.links import address_of
from orders.models import Order, OrderEvent
from orders.selectors.admin import parts_of_total, siblings
from orders.selectors.changes import promised_by
from orders.services.guest_codes import LIFETIME
from payments.links import pay_address
from payments.selectors.told import told_of

NAME = re.compile(r"(?:[^\W\d_]|[ '’-]|\.(?= |$))+")
BLANK_LINES = re.compile(r"\n{3,}")
PARTS = ("subject", "told", "next")
FIRST = frozenset({EventKind.PLACED, EventKind.REQUESTED})
ESTIMATED = frozenset({EventKind.REQUESTED, EventKind.ACCEPTED})
OF_MONEY = frozenset({EventKind.PAID, EventKind.PAID_LATE, EventKind.REVIVED, EventKind.REFUNDED})


def about(event: OrderEvent) -> EmailMultiAlternatives:
    """The letter to the customer about what happened to his order."""
    with translation.override(settings.LANGUAGE_CODE):
        return _to_customer(event.order, f"order_{event.kind}", "order", _context(event))


def with_code(order: Order, code: str) -> EmailMultiAlternatives:
    """The letter with the code that opens a guest's own data on the page of the order."""
    with translation.override(settings.LANGUAGE_CODE):
        minutes = int(LIFETIME.total_seconds() // 60)
        return _to_customer(order, "order_code", "code", {"code": code, "minutes": minutes})


def to_staff(event: OrderEvent) -> EmailMultiAlternatives | None:
    """A word to the shop about a new order; None when the shop has no e-mail among its contacts."""
    to = _shop_email()
    if not to:
        return None
    with translation.override(settings.LANGUAGE_CODE):
        screen = _base_url() + reverse("orders:inspect", args=[event.order_id])
        context = {**_context(event), "screen": screen}
        subject = _one_line(render_to_string("emails/staff_order/subject.txt", context))
        text = _tidy(render_to_string("emails/staff_order/body.txt", context))
    return EmailMultiAlternatives(subject, text, settings.DEFAULT_FROM_EMAIL, [to])


def _to_customer(order: Order, message: str, dress: str, more: dict) -> EmailMultiAlternatives:
    """message: the folder with the words; dress: the templates that they are put into."""
    context = {
        **more,
        "order": order,
        "greeting": _greeting(order.contact_name),
        "site": settings.WAGTAIL_SITE_NAME,
        "base_url": _base_url(),
    }
    subject, told, following = (
        _one_line(render_to_string(f"emails/{message}/{part}.txt", context)) for part in PARTS
    )
    context |= {"told": told, "next": following}
    letter = EmailMultiAlternatives(
        subject,
        _tidy(render_to_string(f"emails/{dress}.txt", context)),
        settings.DEFAULT_FROM_EMAIL,
        [order.contact_email],
        reply_to=[address] if (address := _shop_email()) else None,
    )
    letter.attach_alternative(render_to_string(f"emails/{dress}.html", context).strip(), "text/html")
    return letter


def _context(event: OrderEvent) -> dict:
    order = event.order
    reason = event.data.get("reason", CancelReason.OTHER)
    return {
        "event": event,
        "order": order,
        "note": event.note if event.role == Role.STAFF else "",
        "reason": "" if reason == CancelReason.OTHER else CancelReason(reason).label,
        "day": promised_by(event),
        "lines": list(order.items.all()),
        "parts": parts_of_total(order),
        "total_label": _("First estimate") if event.kind in ESTIMATED else _("Total"),
        "siblings": siblings(order) if event.kind in FIRST else [],
        "link": address_of(order),
        "pay_address": pay_address(order),
        "money": told_of(event) if event.kind in OF_MONEY else None,
    }


def _greeting(name: str) -> str:
    if not NAME.fullmatch(name):
        return _("Good day!")
    return _("Good day, %(name)s!") % {"name": name}


def _base_url() -> str:
    return settings.WAGTAILADMIN_BASE_URL.rstrip("/")


def _shop_email() -> str:
    """Of the site's contacts, which belong to an app beside this one; a template may know both."""
    return render_to_string("emails/shop_email.txt").strip()


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _tidy(text: str) -> str:
    return BLANK_LINES.sub("\n\n", text).strip() + "\n"
