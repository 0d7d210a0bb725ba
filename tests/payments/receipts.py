"""What the register was told, and what our own rows of fiscal receipts say."""

from orders.models import Order
from payments.models import FiscalReceipt


def registered(fake) -> list[dict]:
    """What the register was asked for, oldest first."""
    return [receipt["asked"] for number, receipt in fake.state.receipts.items() if number.startswith("fr_")]


def receipts(order: Order) -> list[tuple]:
    rows = FiscalReceipt.objects.filter(order=order).order_by("pk")
    return [(row.kind, row.total, row.offset, modes(row)) for row in rows]


def modes(row: FiscalReceipt) -> list[str]:
    return sorted({item["mode"] for item in row.items})
