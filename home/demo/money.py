"""Money of the demo: ways to pay at the pretend providers, a limit of refunds, and a balance to pay from."""

from decimal import Decimal

from django.conf import settings
from wagtail.models import Site

from payments.enums import ONLINE, Currency, GatewayType
from payments.models import BalanceEntry, PaymentGateway, PaymentRules
from payments.permissions import CORRECT_BALANCE
from payments.services.ledger import credit
from users.models import CustomUser

BALANCE = Decimal("25000")
REFUND_LIMIT = Decimal("30000")
# What differs from the row of a new shop; the test gateway has none there.
WAYS = {
    GatewayType.TEST_GATEWAY: {
        "name": "Картой онлайн (демо)",
        "description": "Деньги ненастоящие: карты для проб показаны на странице оплаты",
        "sort_order": 5,
    },
    GatewayType.YOOKASSA: {},
    GatewayType.STRIPE: {},
    GatewayType.PAYPAL: {
        "description": "В долларах, по курсу магазина",
        "currency": Currency.USD,
        "rate": Decimal("95"),
    },
}


def switch_on_gateways() -> bool:
    """The ways that the pretend providers can serve, in test mode; nothing without them, or where somebody
    has switched on a gateway already.
    """
    if (
        not settings.FAKE_PROVIDER_PORT
        or PaymentGateway.objects.filter(gateway_type__in=ONLINE, is_active=True).exists()
    ):
        return False
    for gateway_type, fields in WAYS.items():
        PaymentGateway.objects.update_or_create(
            gateway_type=gateway_type, defaults={**fields, "is_active": True, "is_test_mode": True}
        )
    return True


def let_managers_refund() -> bool:
    """A limit to try refunds with, as the owner would set it; nothing where he has."""
    site = Site.objects.get(is_default_site=True)
    return PaymentRules.objects.get_or_create(site=site, defaults={"refund_limit": REFUND_LIMIT})[1]


def give_balance(username: str) -> bool:
    """A present of the shop to a customer, once."""
    key = f"demo:{username}"
    if BalanceEntry.objects.filter(key=key).exists():
        return False
    customer = CustomUser.objects.get(username=username)
    give(customer.pk, BALANCE, why="Подарок от демонстрационного магазина", key=key)
    return True


def give(user_id: int, amount: Decimal, *, why: str, key: str) -> None:
    """As a member of staff who may would do it."""
    giver = next(user for user in CustomUser.objects.filter(is_staff=True) if user.has_perm(CORRECT_BALANCE))
    credit(user_id, amount, actor=giver, reason=why, key=key)
