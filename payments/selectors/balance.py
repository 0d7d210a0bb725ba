"""The customer's balance as the account shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.core.paginator import Page, Paginator
from django.utils.translation import gettext as _

from users.models import CustomUser

from ..enums import EntryKind
from ..models import BalanceEntry
from .gateways import balance_of

PER_PAGE = 20


@dataclass(frozen=True, slots=True)
class EntryView:
    """told: what it was for. number: of the order that it is about, "" for none."""

    entry: BalanceEntry
    told: str
    number: str = ""

    @property
    def is_plus(self) -> bool:
        return self.entry.amount > 0


@dataclass(frozen=True, slots=True)
class Statement:
    """entries: a page of EntryView, newest first."""

    balance: Decimal
    page: Page

    @property
    def entries(self) -> Sequence[EntryView]:
        return self.page.object_list


def statement_of(user: CustomUser, *, number: str | None) -> Statement:
    entries = BalanceEntry.objects.filter(account__user=user).order_by("-pk")
    page = Paginator(entries.select_related("payment__order", "payment__gateway"), PER_PAGE).get_page(number)
    page.object_list = [_view(entry) for entry in page.object_list]
    return Statement(balance_of(user), page)


def _view(entry: BalanceEntry) -> EntryView:
    number = entry.payment.order_reference if entry.payment else ""
    if entry.kind == EntryKind.TOP_UP and entry.payment:
        told = _("Top-up: %(way)s") % {"way": entry.payment.gateway.name}
        return EntryView(entry, told)
    told = {
        EntryKind.PAYMENT: _("Payment of the order"),
        EntryKind.REFUND: _("Refund of the order") if number else _("Refund"),
    }
    return EntryView(entry, told.get(entry.kind) or entry.reason or entry.get_kind_display(), number)
