"""Which ways of payment are offered to whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from core.money import ZERO

from ..amounts import Cost, cost_of
from ..enums import WITH_RECEIPTS, Currency, FeeBearer, GatewayType, currencies_of
from ..errors import GatewayUnavailable
from ..models import BalanceAccount, Payment, PaymentGateway
from ..providers.base import Provider
from ..providers.registry import is_testing, provider_for
from .fiscal import fiscal_ready, vat_missing


@dataclass(frozen=True, slots=True)
class Way:
    """A way to pay a sum. cost: None while the sum is not known. note: what is to be said of it, in words."""

    gateway: PaymentGateway
    cost: Cost | None = None
    balance: Decimal | None = None

    @property
    def code(self) -> str:
        return self.gateway.gateway_type

    @property
    def has_fee(self) -> bool:
        return self.gateway.fee_bearer == FeeBearer.CUSTOMER and bool(self.cost and self.cost.fee)

    @property
    def is_foreign(self) -> bool:
        return self.gateway.currency != Currency.RUB

    @property
    def costs_more(self) -> bool:
        """Whether something else is charged than the sum that is owed, in roubles."""
        return self.has_fee or (self.is_foreign and self.cost is not None)

    @property
    def is_short(self) -> bool:
        """The balance does not cover the sum, and a balance never pays a part."""
        return self.balance is not None and self.cost is not None and self.balance < self.cost.total


def balance_of(user) -> Decimal:
    """Roubles; zero for who never had any."""
    if user is None or not user.is_authenticated:
        return ZERO
    found = BalanceAccount.objects.filter(user=user).values_list("balance", flat=True).first()
    return found if found is not None else ZERO


def ways_to_pay(amount: Decimal | None, *, user=None, cash: bool = False) -> Sequence[Way]:
    """The ways that are switched on and configured, in the owner's order. amount: roubles, None if not known.

    user: whose balance is offered, if there is anything on it. cash: whether paying on delivery is one.
    """
    ways = []
    for gateway in PaymentGateway.objects.filter(is_active=True):
        cost = cost_of(amount, gateway) if amount else None
        if gateway.gateway_type == GatewayType.CASH_ON_DELIVERY:
            ways += [Way(gateway, cost)] if cash else []
        elif gateway.gateway_type == GatewayType.BALANCE:
            balance = balance_of(user)
            ways += [Way(gateway, cost, balance)] if balance > ZERO else []
        elif is_usable(gateway) and may_use(gateway, user):
            ways.append(Way(gateway, cost))
    return ways


def top_up_ways() -> Sequence[Way]:
    """Gateways that can fill a balance; in a real shop with real money alone, since a balance mixes it."""
    return [way for way in ways_to_pay(None) if way.gateway.is_online]


def may_use(gateway: PaymentGateway, user) -> bool:
    """In a real shop a gateway in test mode is for the staff, who try it out: its cards are known to all."""
    return is_testing() or not gateway.is_test_mode or (user is not None and user.is_staff)


def can_go_to_balance(payment: Payment) -> bool:
    """Whether its money may be given back there: to an account, from elsewhere, and no test money."""
    has_account = payment.user is not None and payment.account_id is None
    return has_account and (is_testing() or not payment.is_test)


def online_gateway(gateway_type: str) -> PaymentGateway:
    """A gateway that money can be asked of. gateway_type: as it was sent. Raises GatewayUnavailable."""
    if gateway_type not in GatewayType.values:
        raise GatewayUnavailable
    gateway = PaymentGateway.objects.filter(gateway_type=gateway_type, is_active=True).first()
    if gateway is None or not gateway.is_online or not is_usable(gateway):
        raise GatewayUnavailable
    return gateway


def provider_of(payment: Payment) -> Provider:
    """Who was asked to make this payment, with keys of the same mode, whatever the gateway's mode is now.

    Raises GatewayUnavailable where these keys are there no more.
    """
    return provider_for(payment.gateway.gateway_type, is_test_mode=payment.is_test)


def is_usable(gateway: PaymentGateway) -> bool:
    """Whether nothing stands in the way of money by this online gateway."""
    return keys_fit(gateway) and not what_is_missing(gateway)


def keys_fit(gateway: PaymentGateway) -> bool:
    """Whether its secrets are there and of the same mode."""
    try:
        provider_for(gateway.gateway_type, is_test_mode=gateway.is_test_mode)
    except GatewayUnavailable:
        return False
    return True


def what_is_missing(gateway: PaymentGateway) -> str:
    """What the owner has to fill in, beside the keys, before this gateway can take money; "" for nothing."""
    if told := wrong_currency(gateway):
        return told
    return vat_missing() if gateway.gateway_type in WITH_RECEIPTS and not fiscal_ready() else ""


def wrong_currency(gateway: PaymentGateway) -> str:
    """Why it cannot take its currency, in words; "" when it can."""
    possible = currencies_of(gateway.gateway_type)
    if gateway.currency in possible:
        return ""
    return _("%(gateway)s does not take %(currency)s. Choose another currency: %(possible)s.") % {
        "gateway": gateway.get_gateway_type_display(),
        "currency": gateway.currency,
        "possible": ", ".join(currency for currency in Currency.values if currency in possible),
    }


def public_config() -> dict:
    """What a client may know of our ways of payment; nothing secret is even read."""
    return {
        "currency": Currency.RUB,
        "gateways": [
            {
                "gateway_type": way.gateway.gateway_type,
                "name": way.gateway.name,
                "is_test_mode": way.gateway.is_test_mode,
                "fixed_fee": f"{way.gateway.fixed_fee:.2f}",
                "percentage_fee": f"{way.gateway.percentage_fee:.2f}",
                "fee_bearer": way.gateway.fee_bearer,
                "currency": way.gateway.currency,
            }
            for way in ways_to_pay(None, cash=True)
        ],
    }
