"""Builders of promotions, through the real services."""

from datetime import timedelta
from decimal import Decimal
from itertools import count

from core import clock
from promotions.enums import Benefit, Stacking
from promotions.models import Promotion, Voucher
from promotions.services import create_promotion, create_voucher

_number = count(1)


def make_promotion(title: str = "", *, value: int | str | None = 10, **fields) -> Promotion:
    """A promotion in force since yesterday, 10 % off everything and adding up with others unless told."""
    defaults = {
        "start_date": clock.today() - timedelta(days=1),
        "benefit": Benefit.PERCENT,
        "stacking": Stacking.COMBINABLE,
    }
    return create_promotion(
        title=title or f"Акция {next(_number)}",
        value=None if value is None else Decimal(value),
        **{**defaults, **fields},
    )


def make_gift(variant, title: str = "", **fields) -> Promotion:
    """A promotion that gives a piece of `variant`."""
    return make_promotion(title, value=None, benefit=Benefit.GIFT, gift_variant=variant, **fields)


def make_voucher(code: str = "ВЕСНА10", *, promotion: Promotion | None = None, **fields) -> Voucher:
    """A code; of a new promotion, 10 % off everything, unless one is given."""
    promotion = promotion or make_promotion(needs_code=True)
    return create_voucher(promotion.pk, code=code, **fields)
