"""Builders of money, through the real services. What the outbox would do waits there."""

from decimal import Decimal
from itertools import count

from django.contrib.auth import get_user_model

from orders.enums import PaymentMethod
from orders.models import Order
from payments.enums import ONLINE, WITH_RECEIPTS, EntryKind, GatewayType, RefundReason
from payments.models import BalanceAccount, Payment, PaymentGateway, Refund
from payments.selectors.debts import received
from payments.services.balance_payments import pay_from_balance
from payments.services.cash import record_cash
from payments.services.ledger import account_of, post
from payments.services.refunds import refund_payment
from payments.services.starting import open_payment

from .company import make_company
from .orders import make_order
from .people import make_admin, make_user

_number = count(1)


def make_gateway(gateway_type: str = GatewayType.TEST_GATEWAY, **fields) -> PaymentGateway:
    """A way of payment that is switched on; an online one in test mode."""
    if gateway_type in WITH_RECEIPTS:
        make_company(vat_code=1)
    values = {"is_active": True, "is_test_mode": gateway_type in ONLINE, **fields}
    name = GatewayType(gateway_type).label
    return PaymentGateway.objects.update_or_create(
        gateway_type=gateway_type, defaults=values, create_defaults={"name": name, **values}
    )[0]


def make_paid_order(
    lines=None, *, amount: Decimal | None = None, from_balance: bool = False, **wishes
) -> Order:
    """An order with money for it. amount: cash, None for all of it. from_balance: the customer's, who is made
    when `user` is not given. Other wishes are those of `make_order`.
    """
    if not from_balance:
        order = make_order(lines, **wishes)
        take_cash(order, amount)
        return Order.objects.get(pk=order.pk)
    user = wishes.pop("user", None) or make_user()
    order = make_order(lines, user=user, **wishes)
    make_balance(user, order.total)
    make_gateway(GatewayType.BALANCE)
    pay_from_balance(order.pk)
    return Order.objects.get(pk=order.pk)


def take_cash(order: Order, amount: Decimal | None = None, *, actor=None) -> Payment:
    """amount: roubles, None for all that is still to be paid."""
    make_gateway(GatewayType.CASH_ON_DELIVERY)
    left = order.total - received(order).settled
    return record_cash(order.pk, left if amount is None else Decimal(amount), actor=actor or _boss())


def make_balance(user, amount: Decimal | int) -> BalanceAccount:
    """The customer's account with `amount` roubles more on it; no order is paid from it by itself."""
    account = account_of(user.pk)
    post(account.pk, Decimal(amount), kind=EntryKind.GRANT, key=f"grant:{next(_number)}", reason="подарок")
    return BalanceAccount.objects.get(pk=account.pk)


def make_payment(order: Order | None = None, *, gateway_type: str = GatewayType.TEST_GATEWAY) -> Payment:
    """A payment that nobody has paid yet, as the customer's click leaves it before its provider is asked.
    Needs the provider's settings (fixture `fake`).
    """
    make_gateway(gateway_type)
    return open_payment((order or make_order(method=PaymentMethod.ONLINE)).pk, gateway_type=gateway_type)


def give_back(payment: Payment, amount: Decimal | int | None = None, **how) -> Refund:
    """A requested refund of `amount`, or of all. how: as `refund_payment` takes it."""
    how = {"actor": how.pop("actor", None) or _boss(), "reason": RefundReason.OTHER, **how}
    amount = payment.refundable if amount is None else Decimal(amount)
    return refund_payment(payment.pk, amount, key=f"test:{next(_number)}", **how)


def _boss():
    return get_user_model().objects.filter(is_superuser=True).first() or make_admin(f"boss{next(_number)}")
