"""An order and a way to pay it, through the real services and the pretend providers."""

from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal

from core import clock, outbox
from core.models import Outbox
from orders.enums import PaymentMethod
from orders.models import Order, OrderEvent
from orders.services.expiry import expire_due
from payments.enums import EntryKind, GatewayType
from payments.models import Payment, PaymentGateway
from payments.services.ledger import account_of, post
from payments.services.starting import open_payment, start
from payments.services.syncing import sync_payment
from tests.factories.company import make_company
from tests.factories.orders import make_order

GOOD, DECLINED = "4242424242424242", "4000000000000002"


def switch_on(gateway_type: str = GatewayType.TEST_GATEWAY, **fields) -> PaymentGateway:
    """The gateway as an administrator would leave it."""
    values = {"name": str(gateway_type), "is_active": True, "is_test_mode": True, **fields}
    if gateway_type == GatewayType.YOOKASSA:
        make_company(vat_code=1)
    if gateway_type == GatewayType.PAYPAL:
        values = {"currency": "USD", "rate": Decimal("80"), **values}
    return PaymentGateway.objects.update_or_create(gateway_type=gateway_type, defaults=values)[0]


def waiting_order(**wishes) -> Order:
    """Placed, its pieces held for fifteen minutes."""
    return make_order(method=PaymentMethod.ONLINE, **wishes)


def begin(order: Order, gateway_type: str = GatewayType.TEST_GATEWAY) -> Payment:
    """As the button «Pay» does."""
    return start(open_payment(order.pk, gateway_type=gateway_type).pk)


def pay(fake, order: Order, gateway_type: str = GatewayType.TEST_GATEWAY) -> Payment:
    """From the button to the money."""
    switch_on(gateway_type)
    payment = begin(order, gateway_type)
    fake.pay(payment.gateway_reference)
    return sync_payment(payment.pk)


def odd_payment(fake, amount: str = "60000.00") -> Payment:
    """64 200 ₽ were asked for, and another sum came."""
    switch_on()
    payment = begin(waiting_order())
    fake.pay(payment.gateway_reference)
    fake.tamper(payment.gateway_reference, amount=Decimal(amount))
    return sync_payment(payment.pk)


def give_balance(user, amount: str) -> None:
    post(account_of(user.pk).pk, Decimal(amount), kind=EntryKind.GRANT, key=f"gift:{user.pk}:{amount}")


def run_outbox() -> None:
    """What the background does after a commit, letters too."""
    while outbox.drain():
        pass


def dead() -> list[str]:
    return list(Outbox.objects.filter(dead_at__isnull=False).values_list("error", flat=True))


@contextmanager
def after(**span):
    """The same shop some time later."""
    with clock.hold(clock.now() + timedelta(**span)):
        yield


def let_time_out(order: Order) -> Order:
    """Fifteen minutes later nobody has paid."""
    with after(minutes=16):
        assert expire_due() == 1
        run_outbox()
    return fresh(order)


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def story(order: Order) -> list[str]:
    return list(OrderEvent.objects.filter(order=order).order_by("pk").values_list("kind", flat=True))
