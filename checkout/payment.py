"""How the order will be paid, as far as the checkout asks about it."""

from collections.abc import Sequence
from decimal import Decimal

from cart.quote import Quote
from core.money import ZERO
from orders.enums import PaymentMethod
from payments.enums import GatewayType
from payments.errors import GatewayUnavailable
from payments.selectors.gateways import Way, may_use, online_gateway, ways_to_pay
from users.models import CustomUser


def to_pay_now(quote: Quote) -> Decimal:
    """Roubles of what can be bought at once; what is made to order is calculated first."""
    return sum((part.total for part in quote.parts if not part.is_request), ZERO)


def is_payable(quote: Quote) -> bool:
    """Whether money can be asked for now: there is a sum, and nothing of it is left to the phone."""
    by_phone = quote.delivery_price is not None and quote.delivery_price.by_phone
    return to_pay_now(quote) > ZERO and not by_phone


def ways_offered(quote: Quote, user: CustomUser | None) -> Sequence[Way]:
    """Empty where nothing is asked, because there is nothing to choose: then it is paid on delivery."""
    if not is_payable(quote):
        return ()
    ways = ways_to_pay(to_pay_now(quote), user=user, cash=True)
    able = [way for way in ways if way.code != GatewayType.CASH_ON_DELIVERY and not way.is_short]
    return ways if able else ()


def method_of(way: str) -> PaymentMethod:
    """way: a GatewayType, "" where nothing was asked."""
    in_hand = way in {"", GatewayType.CASH_ON_DELIVERY}
    return PaymentMethod.CASH_ON_DELIVERY if in_hand else PaymentMethod.ONLINE


def check_way(way: str, user: CustomUser | None) -> None:
    """Raises GatewayUnavailable for a way that this customer cannot be offered. Whether a balance is enough
    is seen when it pays: the order stands, and can be paid in another way.
    """
    if method_of(way) == PaymentMethod.CASH_ON_DELIVERY:
        return
    if way != GatewayType.BALANCE:
        if not may_use(online_gateway(way), user):
            raise GatewayUnavailable
    elif user is None:
        raise GatewayUnavailable
