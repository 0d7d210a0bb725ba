"""What the shop asks of a fiscal register. It knows neither orders nor rows, and is never called inside a
transaction.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from ..enums import ReceiptKind
from ..providers.base import ReceiptItem


@dataclass(frozen=True, slots=True)
class ToRegister:
    """A receipt to be registered. external_id: our own number of it, which makes it once, however often it is
    sent. total: roubles, the sum of the items; offset: how much of it was prepaid, so is no new money.
    phone: E.164; one of email and phone is there.
    """

    external_id: str
    kind: ReceiptKind
    total: Decimal
    offset: Decimal
    items: Sequence[ReceiptItem]
    email: str = ""
    phone: str = ""
    tax_system_code: int | None = None


@dataclass(frozen=True, slots=True)
class Registered:
    """id: the register's. fiscal_number: as the tax office counts it."""

    id: str
    fiscal_number: str
    registered_at: datetime


class FiscalRegister(Protocol):
    def register(self, receipt: ToRegister) -> Registered:
        """The same external_id again gives the same answer. Raises, as providers do, OutcomeUnknown (send it
        again) and Refused (sending it again as it is cannot help).
        """
        ...
