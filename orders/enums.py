"""Closed lists of orders. docs/order-states.md tells what each state means and who moves it."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class OrderStatus(models.TextChoices):
    DRAFT = "draft", _("being calculated")
    PENDING = "pending", _("accepted, waits for payment or confirmation")
    PROCESSING = "processing", _("being prepared")
    SHIPPED = "shipped", _("on its way")
    DELIVERED = "delivered", _("delivered")
    INSTALLED = "installed", _("installed")
    CANCELLED = "cancelled", _("cancelled")

    @classmethod
    def _missing_(cls, value: object) -> "OrderStatus | None":
        return STATUS_ALIASES.get(value)


# What the owner's documents call these states: `OrderStatus("paid")` understands them, nothing writes them.
STATUS_ALIASES = {
    "under_paying": OrderStatus.PENDING,
    "new": OrderStatus.PENDING,
    "created": OrderStatus.PENDING,
    "paid": OrderStatus.PROCESSING,
}


class Action(models.TextChoices):
    """What can be done to an order; `orders.transitions` says when and by whom."""

    ACCEPT = "accept", _("Accept the request")
    CONFIRM = "confirm", _("Confirm")
    SHIP = "ship", _("Hand over to delivery")
    DELIVER = "deliver", _("Mark as delivered")
    INSTALL = "install", _("Mark as installed")
    CANCEL = "cancel", _("Cancel the order")
    REVIVE = "revive", _("Take up again: paid late")


class Role(models.TextChoices):
    """Who acts."""

    CUSTOMER = "customer", _("customer")
    STAFF = "staff", _("staff")
    SYSTEM = "system", _("the shop itself")


class CancelReason(models.TextChoices):
    CHANGED_MIND = "changed_mind", _("the customer changed his mind")
    FOUND_ELSEWHERE = "found_elsewhere", _("the customer bought elsewhere")
    CANNOT_DELIVER = "cannot_deliver", _("we cannot deliver there")
    OUT_OF_STOCK = "out_of_stock", _("the piece turned out damaged or missing")
    NOT_REACHED = "not_reached", _("the customer could not be reached")
    PAYMENT_TIMEOUT = "payment_timeout", _("not paid in time")
    OTHER = "other", _("another reason")


CUSTOMER_REASONS = (CancelReason.CHANGED_MIND, CancelReason.FOUND_ELSEWHERE, CancelReason.OTHER)
STAFF_REASONS = tuple(reason for reason in CancelReason if reason != CancelReason.PAYMENT_TIMEOUT)


class PaymentState(models.TextChoices):
    UNPAID = "unpaid", _("not paid")
    DEPOSIT_PAID = "deposit_paid", _("deposit paid")
    PAID = "paid", _("paid")
    OVERPAID = "overpaid", _("overpaid")
    PARTLY_REFUNDED = "partly_refunded", _("partly refunded")
    REFUNDED = "refunded", _("refunded")


NO_MONEY = frozenset({PaymentState.UNPAID, PaymentState.REFUNDED})  # nothing of it is the customer's with us


class PaymentMethod(models.TextChoices):
    """How the customer means to pay. Online payment opens a window; payment on delivery has none."""

    CASH_ON_DELIVERY = "cash_on_delivery", _("on delivery, in cash or by card")
    ONLINE = "online", _("online")
    LATER = "later", _("after the calculation")

    @property
    def window(self) -> timedelta | None:
        """How long unpaid pieces are held; None: until somebody decides."""
        return timedelta(minutes=settings.PAYMENT_TIMEOUT_MINUTES) if self == PaymentMethod.ONLINE else None


class ReservationState(models.TextChoices):
    HELD = "held", _("held")
    CONSUMED = "consumed", _("sold")
    RELEASED = "released", _("released")


class EventKind(models.TextChoices):
    PLACED = "placed", _("order placed")
    REQUESTED = "requested", _("request sent")
    ACCEPTED = "accepted", _("request accepted")
    CONFIRMED = "confirmed", _("order confirmed")
    SHIPPED = "shipped", _("handed over to delivery")
    DELIVERED = "delivered", _("delivered")
    INSTALLED = "installed", _("installed")
    CANCELLED = "cancelled", _("cancelled")
    EXPIRED = "expired", _("not paid in time, cancelled")
    NOTE = "note", _("note of the staff")
    CHANGED = "changed", _("contact or delivery changed")
    LINK_RENEWED = "link_renewed", _("guest link replaced")
    PAID = "paid", _("payment received")
    PAID_LATE = "paid_late", _("money came too late")
    REVIVED = "revived", _("paid late, taken up again")
    REFUNDED = "refunded", _("money given back")


class BuyerKind(models.TextChoices):
    PERSON = "person", _("person")
    COMPANY = "company", _("company")


class DocumentKind(models.TextChoices):
    RECEIPT = "receipt", _("receipt")


class VatRate(models.TextChoices):
    """As papers say it: `orders.selectors.company.vat_words`."""

    NONE = "none", _("without VAT")
    FIVE = "5", "5\u00a0%"
    SEVEN = "7", "7\u00a0%"
    TEN = "10", "10\u00a0%"
    TWENTY = "20", "20\u00a0%"
    TWENTY_TWO = "22", "22\u00a0%"


class VatCode(models.IntegerChoices):
    """Of fiscal receipts (54-FZ): yookassa.ru/developers/54fz/parameters-values, read 2026-11-22."""

    NONE = 1, _("without VAT")
    ZERO = 2, "0\u00a0%"
    TEN = 3, "10\u00a0%"
    TWENTY = 4, "20\u00a0%"
    TEN_OF_110 = 5, "10/110"
    TWENTY_OF_120 = 6, "20/120"
    FIVE = 7, "5\u00a0%"
    SEVEN = 8, "7\u00a0%"
    FIVE_OF_105 = 9, "5/105"
    SEVEN_OF_107 = 10, "7/107"
    TWENTY_TWO = 11, "22\u00a0%"
    TWENTY_TWO_OF_122 = 12, "22/122"


class TaxSystem(models.IntegerChoices):
    """Of fiscal receipts, from the same page. 4 was the tax on imputed income, abolished in 2021."""

    GENERAL = 1, _("general")
    SIMPLIFIED_INCOME = 2, _("simplified, income")
    SIMPLIFIED_PROFIT = 3, _("simplified, income less expenses")
    AGRICULTURAL = 5, _("agricultural")
    PATENT = 6, _("patent")
