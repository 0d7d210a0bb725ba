"""What a payment costs whom. Pure."""

from dataclasses import dataclass
from decimal import Decimal

from core.money import KOPECK, ZERO, to_kopecks

from .enums import FeeBearer
from .models import PaymentGateway


@dataclass(frozen=True, slots=True)
class Cost:
    """fee, total: roubles; total is what the customer pays. charged: the total in the gateway's currency."""

    fee: Decimal
    total: Decimal
    charged: Decimal


def fee_of(amount: Decimal, gateway: PaymentGateway) -> Decimal:
    """Roubles: fixed + amount × per cent / 100, rounded once (seed 003)."""
    return to_kopecks(gateway.fixed_fee + amount * gateway.percentage_fee / 100)


def cost_of(amount: Decimal, gateway: PaymentGateway) -> Cost:
    fee = fee_of(amount, gateway)
    total = amount + (fee if gateway.fee_bearer == FeeBearer.CUSTOMER else ZERO)
    return Cost(fee=fee, total=total, charged=max(KOPECK, to_kopecks(total / gateway.rate)))


def refund_charge(amount: Decimal, *, rate: Decimal, is_last: bool, left: Decimal) -> Decimal:
    """An amount of roubles in the payment's currency. The last refund takes all that is `left`, so that
    roundings of several never exceed what came in. Zero when nothing is left.
    """
    return left if is_last else min(max(KOPECK, to_kopecks(amount / rate)), left)
