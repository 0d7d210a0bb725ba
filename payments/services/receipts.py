"""Receipts of money that came in or went back: the fiscal one (54-FZ), and the paper one for the customer."""

from ..models import Payment, Refund
from ..providers.base import Receipt

PAPER = "payments.receipt"


def receipt_of_payment(payment: Payment) -> Receipt | None:
    return None


def receipt_of_refund(refund: Refund) -> Receipt | None:
    return None


def order_receipt_of_payment(payment: Payment) -> None:
    """In the caller's transaction: rows and outbox rows only."""


def order_receipt_of_refund(refund: Refund) -> None:
    """In the caller's transaction: rows and outbox rows only."""
