"""Short builders of what the quote takes."""

from datetime import date
from decimal import Decimal
from itertools import count

from cart.delivery import DeliveryChoice, DeliveryTerms
from cart.enums import OrderKind
from cart.quote import Line, Quote, make_quote
from promotions.discounts import Buyer, Offer
from promotions.enums import Benefit

DAY = date(2026, 11, 22)
_key = count(1)


def line(price="1000.00", quantity=1, *, kind=OrderKind.READY_MADE, key=None, **more) -> Line:
    key = key or next(_key)
    known = {
        "key": key,
        "variant_id": 100 + key,
        "product_id": 1000 + key,
        "sku": f"S-{key}",
        "name": f"Комод {key}",
        "size": "",
        "finish": "",
        "kind": kind,
        "quantity": quantity,
        "price": Decimal(price),
        "agreed_price": Decimal(price),
        "available": 99 if kind == OrderKind.READY_MADE else None,
        "is_on_sale": True,
    }
    return Line(**{**known, **more})


def offer(number=1, benefit=Benefit.PERCENT, value="10", **more) -> Offer:
    known = {"title": f"Акция {number}", "start_date": DAY, "value": value and Decimal(value)}
    return Offer(id=number, benefit=benefit, **{**known, **more})


def quote(*lines, offers=(), delivery=None, terms=None, chosen_id=None, today=DAY) -> Quote:
    return make_quote(
        lines,
        offers=offers,
        buyer=Buyer(),
        today=today,
        chosen_id=chosen_id,
        delivery=delivery,
        terms=terms,
    )


def outside(km: int = 10) -> DeliveryChoice:
    return DeliveryChoice(method="courier", zone="beyond_kad", km=km)


def per_km(amount: str) -> DeliveryTerms:
    return DeliveryTerms(per_km=Decimal(amount))
