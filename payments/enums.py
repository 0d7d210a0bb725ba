"""Closed lists of payments. docs/payments.md tells what each state means."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class GatewayType(models.TextChoices):
    """By whom money comes in; each is a folder of `payments.providers`."""

    BALANCE = "balance", _("balance in the shop")
    TEST_GATEWAY = "test_gateway", _("test gateway")
    STRIPE = "stripe", "Stripe"
    PAYPAL = "paypal", "PayPal"
    YOOKASSA = "yookassa", _("YooKassa")
    CASH_ON_DELIVERY = "cash_on_delivery", _("cash on delivery")


# Those that are asked over the network, so that they send webhooks and are reconciled.
ONLINE = frozenset({GatewayType.TEST_GATEWAY, GatewayType.STRIPE, GatewayType.PAYPAL, GatewayType.YOOKASSA})


# Those that register the fiscal receipt together with the payment or refund; for the others the shop does.
WITH_RECEIPTS = frozenset({GatewayType.YOOKASSA})


# Where a bank may hold money until we take it or let it go. PayPal's approval holds none, and lapses.
HOLDING = frozenset({GatewayType.STRIPE, GatewayType.YOOKASSA})


class FeeBearer(models.TextChoices):
    SHOP = "shop", _("the shop")
    CUSTOMER = "customer", _("the customer")


class Currency(models.TextChoices):
    """Each has two decimal places, which the code relies on."""

    RUB = "RUB", _("rouble")
    USD = "USD", _("US dollar")
    EUR = "EUR", _("euro")


# What each can be asked for; the others for roubles alone.
CURRENCIES = {
    GatewayType.STRIPE: frozenset(Currency),
    GatewayType.PAYPAL: frozenset({Currency.USD, Currency.EUR}),
}


def currencies_of(gateway_type: str) -> frozenset[Currency]:
    return CURRENCIES.get(gateway_type, frozenset({Currency.RUB}))


class Purpose(models.TextChoices):
    """What a payment is for. A top-up belongs to a balance, the others to an order."""

    FULL = "full", _("the whole order")
    DEPOSIT = "deposit", _("deposit")
    STAGE = "stage", _("part of the schedule")
    TOP_UP = "top_up", _("balance top-up")


class PaymentStatus(models.TextChoices):
    PENDING = "pending", _("waits")
    COMPLETED = "completed", _("paid")
    FAILED = "failed", _("not paid")
    CANCELLED = "cancelled", _("cancelled")
    EXPIRED = "expired", _("time is over")
    REVIEW = "review", _("to be looked at")


class AttemptStatus(models.TextChoices):
    SUCCEEDED = "succeeded", _("succeeded")
    FAILED = "failed", _("failed")


class Decline(models.TextChoices):
    """Why a card or account did not pay, in the words of all providers alike."""

    DECLINED = "decline", _("the bank refused")
    INSUFFICIENT_FUNDS = "insufficient_funds", _("not enough money on the card")
    EXPIRED_CARD = "expired_card", _("the card has expired")
    INCORRECT_CVC = "incorrect_cvc", _("the security code is wrong")
    NOT_CONFIRMED = "not_confirmed", _("the bank's check was not passed")
    TIMED_OUT = "timed_out", _("nobody paid in time")
    CALLED_OFF = "called_off", _("the payment was called off")
    OTHER = "other", _("the provider gave no reason")


class RefundStatus(models.TextChoices):
    REQUESTED = "requested", _("requested")
    PENDING = "pending", _("on its way")
    COMPLETED = "completed", _("returned")
    FAILED = "failed", _("failed")


# Asked for, and not at its end.
UNDER_WAY = frozenset({RefundStatus.REQUESTED, RefundStatus.PENDING})


class RefundRoad(models.TextChoices):
    PROVIDER = "provider", _("the way it was paid")
    BALANCE = "balance", _("to the customer's balance")
    OUTSIDE = "outside", _("past the provider, by hand")


class RefundReason(models.TextChoices):
    ORDER_CANCELLED = "order_cancelled", _("the order is cancelled")
    LATE_MONEY = "late_money", _("the money came after the order was cancelled")
    SURPLUS = "surplus", _("more was paid than owed")
    GOODS_RETURNED = "goods_returned", _("goods came back")
    DISCOUNT = "discount", _("a discount given afterwards")
    AT_PROVIDER = "at_provider", _("made in the provider's cabinet")
    OTHER = "other", _("another reason")


class MovementKind(models.TextChoices):
    """Kinds of `PaymentTransaction`: plus comes in, minus goes out."""

    CAPTURE = "capture", _("money came in")
    REFUND = "refund", _("money was given back")


class EntryKind(models.TextChoices):
    """Kinds of `BalanceEntry`."""

    TOP_UP = "top_up", _("top-up")
    GRANT = "grant", _("credited by the shop")
    CORRECTION = "correction", _("correction")
    PAYMENT = "payment", _("payment of an order")
    REFUND = "refund", _("refund")


class InboxState(models.TextChoices):
    NEW = "new", _("new")
    PARKED = "parked", _("waits for its payment")
    DONE = "done", _("done")
    BAD = "bad", _("given up")
    IGNORED = "ignored", _("put aside")


class ReceiptKind(models.TextChoices):
    """Of a fiscal receipt (54-FZ)."""

    PREPAYMENT = "prepayment", _("prepayment")
    FULL_PAYMENT = "full_payment", _("full payment")
    REFUND = "refund", _("return")


class ReceiptStatus(models.TextChoices):
    REQUESTED = "requested", _("to be registered")
    REGISTERED = "registered", _("registered")
    FAILED = "failed", _("failed")
