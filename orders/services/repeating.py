"""The same again: what an order held goes into the cart, as far as it is still sold."""

from dataclasses import dataclass

from cart.selectors.owner import Owner
from cart.services.lines import add_line
from core.errors import DomainError

from ..models import Order


@dataclass(frozen=True, slots=True)
class Repeated:
    """added: names; missing: (name, why not)."""

    added: tuple[str, ...]
    missing: tuple[tuple[str, str], ...]


def put_into_cart_again(order: Order, owner: Owner) -> Repeated:
    """Each line for itself, at today's prices; gifts are earned anew."""
    added, missing = [], []
    for item in order.items.filter(is_gift=False, variant__isnull=False):
        try:
            add_line(owner, item.variant_id, quantity=item.quantity)
            added.append(item.name)
        except DomainError as refusal:
            missing.append((item.name, refusal.message))
    return Repeated(tuple(added), tuple(missing))
