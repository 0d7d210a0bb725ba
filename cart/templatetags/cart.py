"""The cart in the frame of every page."""

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..selectors.counting import pieces_of

register = template.Library()


@register.simple_tag(takes_context=True)
def cart_pieces(context) -> int:
    """`{% cart_pieces as pieces %}`: how many pieces lie in the visitor's cart."""
    request = context.get("request")
    return pieces_of(request) if request else 0


@register.filter
def cart_label(pieces: int) -> str:
    """What the bag in the header is called, for those who do not see the number on it."""
    if not pieces:
        return _("Cart, empty")
    return ngettext("Cart, %(count)d piece", "Cart, %(count)d pieces", pieces) % {"count": pieces}
