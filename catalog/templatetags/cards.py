"""Words of a product card."""

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..enums import Availability
from ..selectors.cards import Card

register = template.Library()


@register.filter
def availability_line(card: Card) -> str:
    """When a buyer can have it, in one line; "" for what is no longer made."""
    if card.availability == Availability.IN_STOCK:
        return _("In stock")
    if card.availability == Availability.OUT_OF_STOCK:
        return _("Sold out for now")
    if card.availability == Availability.MADE_TO_ORDER:
        return _in_days(card.lead_days) or _("Made to order")
    if card.availability == Availability.PREORDER:
        return _("Pre-order")
    return ""


def _in_days(days: int) -> str:
    if not days:
        return ""
    return ngettext("Made in %(days)d working day", "Made in %(days)d working days", days) % {"days": days}
