"""What the checkout page shows."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest

from cart.delivery import DeliveryChoice
from cart.differences import delivery_told, promotions_told
from cart.quote import Quote
from cart.selectors.counting import remember
from cart.selectors.owner import Owner
from cart.selectors.pages import CartView, view_of
from orders.services.placing import Contact
from users.enums import Purpose
from users.models import Address, CustomUser
from users.services.consents import is_agreed, newest_versions

from .services import read_checkout


@dataclass(frozen=True, slots=True)
class CheckoutView:
    """cart: the lines with their pictures, and promotions in words. is_partial: other lines stay behind."""

    cart: CartView
    is_partial: bool

    @property
    def quote(self) -> Quote:
        return self.cart.quote

    @property
    def delivery_told(self) -> str:
        return delivery_told(self.quote)

    @property
    def promotions_told(self) -> str:
        return promotions_told(self.quote)


def checkout_view(
    request: HttpRequest,
    owner: Owner,
    *,
    delivery: DeliveryChoice | None,
    contact: Contact | None,
    only: Collection[int] | None,
) -> CheckoutView:
    """The order as it stands. Raises CartEmpty."""
    cart, reading = read_checkout(owner, delivery=delivery, contact=contact, only=only)
    if only is None:
        remember(request, sum(item.quantity for item in reading.items))
    return CheckoutView(view_of(cart, reading, request), is_partial=only is not None)


def consents_to_ask(user_id: int | None) -> Mapping[Purpose, int]:
    """Purposes whose consent is not given yet, each with the version of its newest text."""
    return {
        purpose: version
        for purpose, version in newest_versions().items()
        if not is_agreed(user_id, purpose, version=version)
    }


def what_is_known(user: CustomUser | None, addresses: Sequence[Address]) -> dict[str, str]:
    """What a customer need not type again; of the addresses the main one, which comes first."""
    if user is None:
        return {}
    known = {"phone": user.phone, "name": user.get_full_name(), "email": user.email}
    if addresses:
        known |= {"saved": str(addresses[0].pk), "zone": addresses[0].zone}
    return known
