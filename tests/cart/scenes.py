"""Owners and goods for tests of the cart."""

import uuid

from cart.models import Cart
from cart.selectors.owner import Owner, carts_of
from catalog.models import Variant
from tests.factories.catalog import make_product
from tests.factories.people import make_customer


def guest() -> Owner:
    return Owner(guest_key=uuid.uuid4())


def customer(name: str = "anna") -> Owner:
    return Owner(user_id=make_customer(name).pk)


def goods(name: str = "Комод «Север»", *, stock: int = 5, price: int = 10000, **more) -> Variant:
    return make_product(name, stock=stock, price=price, **more).variants.get()


def kitchen(name: str = "Кухня «Линия»", *, price: int = 90000, **more) -> Variant:
    return goods(name, stock=0, price=price, sold_as="made_to_order", lead_days=35, **more)


def cart_of(owner: Owner) -> Cart:
    return carts_of(owner).get()


def held(owner: Owner) -> dict[str, int]:
    """SKU → pieces of what lies in the cart."""
    cart = carts_of(owner).first()
    return dict(cart.items.values_list("variant__sku", "quantity")) if cart else {}
