"""Money of the demo: ways to pay at the pretend providers, and a balance to pay from."""

from decimal import Decimal

from django.conf import settings

from payments.enums import ONLINE, Currency, GatewayType
from payments.models import BalanceEntry, PaymentGateway
from payments.permissions import CORRECT_BALANCE
from payments.services.ledger import credit
from users.models import CustomUser

BALANCE = Decimal("25000")
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


def give_balance(username: str) -> bool:
    """A present of the shop to a customer, once."""
    key = f"demo:{username}"
    if BalanceEntry.objects.filter(key=key).exists():
        return False
    giver = next(user for user in CustomUser.objects.filter(is_staff=True) if user.has_perm(CORRECT_BALANCE))
    customer = CustomUser.objects.get(username=username)
    credit(customer.pk, BALANCE, actor=giver, reason="Подарок от демонстрационного магазина", key=key)
    return True
