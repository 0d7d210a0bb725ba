"""Whether money adds up: reads everything, changes nothing, names each row that does not."""

from collections.abc import Iterator

from inventory.selectors import wrong_rows

from .balances import check_balances, check_entries
from .findings import Finding, found, still_picture
from .movements import check_numbers, check_payments, check_refunds
from .orders import check_orders
from .receipts import check_receipts

__all__ = ["Finding", "audit_money"]


def check_stock() -> Iterator[Finding]:
    for item in wrong_rows():
        yield found(
            item,
            f"on hand {item.on_hand}, moved {item.moved_on_hand}; "
            f"reserved {item.reserved}, moved {item.moved_reserved}",
        )


CHECKS = (
    check_balances,
    check_entries,
    check_payments,
    check_refunds,
    check_numbers,
    check_orders,
    check_receipts,
    check_stock,
)


def audit_money() -> list[Finding]:
    """Everything that does not add up, as of one moment. Takes some seconds for 50,000 orders."""
    with still_picture():
        return [finding for check in CHECKS for finding in check()]
