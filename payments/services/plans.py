"""The parts in which an order is paid."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from cart.enums import OrderKind
from core import clock
from core.money import ZERO, allocate, format_rub, to_kopecks
from orders.enums import EventKind, Role
from orders.models import Order
from orders.services.events import write_event
from orders.services.moves import lock_order
from users.models import CustomUser

from ..enums import PaymentStatus, Purpose
from ..errors import NothingDue, ScheduleWrong
from ..models import Payment, PaymentSchedule
from ..selectors.debts import NOTHING_TO_PAY, received
from .ledger import pay_waiting_later
from .starting import close

LATELY = timedelta(days=7)  # should the schedule have stood still on the very day


@dataclass(frozen=True, slots=True)
class NewPart:
    """amount: roubles. is_due: asked for at once."""

    label: str
    amount: Decimal
    due_date: date | None = None
    is_due: bool = False


def suggested(order: Order, deposit_percent: Decimal | None) -> list[NewPart]:
    """What a new plan begins with: a deposit and the rest, where the owner has said how much."""
    if deposit_percent is None or order.kind != OrderKind.MADE_TO_ORDER:
        return [NewPart(_("Whole sum"), order.total)]
    deposit, rest = allocate(order.total, [deposit_percent, 100 - deposit_percent])
    return [NewPart(_("Deposit"), deposit, is_due=True), NewPart(_("The rest before delivery"), rest)]


@transaction.atomic
def plan_payments(
    order_id: int, parts: Sequence[NewPart], *, actor: CustomUser, version: int | None = None
) -> list[PaymentSchedule]:
    """Set the parts; they add up to the order's total. Parts that money has come for stay as they are.

    Raises ScheduleWrong, NothingDue (a request or a cancelled order), OrderChanged; writes nothing then.
    """
    order = lock_order(order_id, version=version)
    if order.status in NOTHING_TO_PAY:
        raise NothingDue
    _check(order, parts)
    for rival in Payment.objects.filter(order=order, status=PaymentStatus.PENDING):
        close(rival, PaymentStatus.CANCELLED)
    kept = list(PaymentSchedule.objects.filter(order=order).order_by("number"))
    rows = []
    for number, part in enumerate(parts, start=1):
        row = kept[number - 1] if number <= len(kept) else PaymentSchedule(order=order, number=number)
        row.purpose = Purpose.DEPOSIT if number == 1 and len(parts) > 1 else Purpose.STAGE
        row.label, row.amount = part.label, part.amount
        row.due_date, row.is_due = part.due_date, part.is_due
        row.link_version += 1 if row.pk else 0
        row.save()
        rows.append(row)
        if row.is_due:
            _let_balance_pay(row, user_id=order.user_id)
    for row in kept[len(parts) :]:
        if row.payments.exists():
            raise ScheduleWrong(_("A part that somebody began to pay cannot be taken away."))
        row.delete()
    order.version += 1
    order.pay_until = None  # what is paid in parts waits for people, not for the clock
    order.save(update_fields=["pay_until", "version", "updated_at"])
    write_event(
        order,
        EventKind.NOTE,
        role=Role.STAFF,
        actor=actor,
        is_public=False,
        note=_("Payment is planned in parts: %(parts)s.")
        % {"parts": "; ".join(f"{row.label} — {format_rub(row.amount)}" for row in rows)},
    )
    return rows


@transaction.atomic
def ask_for_part(part_id: int, *, actor: CustomUser) -> PaymentSchedule:
    """From now on the shop asks for this part: its link works, and a balance pays it. Raises NothingDue."""
    found = PaymentSchedule.objects.filter(pk=part_id).values_list("order_id", flat=True).first()
    if found is None:
        raise NothingDue
    order = lock_order(found)
    part = PaymentSchedule.objects.get(pk=part_id)
    if order.status in NOTHING_TO_PAY:
        raise NothingDue
    if not part.is_due:
        part.is_due = True
        part.save(update_fields=["is_due"])
        note = _("“%(part)s” is asked for now.") % {"part": part.label}
        write_event(order, EventKind.NOTE, role=Role.STAFF, actor=actor, is_public=False, note=note)
        _let_balance_pay(part, user_id=order.user_id)
    return part


def ask_for_due_parts() -> int:
    """Parts whose day has come are asked for by themselves, and balances pay those they cover; how many."""
    since = clock.today() - LATELY
    due = PaymentSchedule.objects.filter(due_date__range=(since, clock.today()), is_due=False)
    found = due.exclude(order__user=None).exclude(order__status__in=NOTHING_TO_PAY).order_by("due_date", "pk")
    parts = list(found.select_related("order"))
    for part in parts:
        with transaction.atomic():
            _let_balance_pay(part, user_id=part.order.user_id)
    return len(parts)


def _let_balance_pay(part: PaymentSchedule, *, user_id: int | None) -> None:
    """After the commit, once for this part as it stands."""
    if user_id is not None:
        pay_waiting_later(user_id, because=f"part:{part.pk}:{part.link_version}")


def _check(order: Order, parts: Sequence[NewPart]) -> None:
    if not parts or any(part.amount <= ZERO or part.amount != to_kopecks(part.amount) for part in parts):
        raise ScheduleWrong(_("Each part needs an amount above zero."))
    total = sum((part.amount for part in parts), ZERO)
    if total != order.total:
        raise ScheduleWrong(
            _("The parts make %(total)s and the order costs %(order)s.")
            % {"total": format_rub(total), "order": format_rub(order.total)}
        )
    money = received(order).settled
    before = list(PaymentSchedule.objects.filter(order=order).order_by("number"))
    for old, new in zip(before, parts, strict=False):
        if money < old.amount:
            break
        money -= old.amount
        if old.amount != new.amount:
            raise ScheduleWrong(_("“%(part)s” is paid already and stays as it is.") % {"part": old.label})
