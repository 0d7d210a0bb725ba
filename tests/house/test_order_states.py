"""docs/order-states.md names everything that an order can be, do and meet."""

import pytest

from orders.enums import (
    CUSTOMER_REASONS,
    STAFF_REASONS,
    Action,
    CancelReason,
    EventKind,
    OrderStatus,
    PaymentMethod,
)
from orders.services.events import LETTERS
from orders.transitions import MOVES

from .files import ROOT

TEXT = (ROOT / "docs/order-states.md").read_text(encoding="utf-8")


def section(title: str) -> str:
    return TEXT.split(f"\n## {title}\n")[1].split("\n## ")[0]


def row_of(value: str, title: str) -> list[str]:
    """Cells of the table row whose first cell names the value."""
    rows = [line.split("|")[1:-1] for line in section(title).splitlines() if line.startswith("|")]
    return next([cell.strip() for cell in row] for row in rows if f"`{value}`" in row[0])


@pytest.mark.parametrize("status", OrderStatus)
def test_every_status_is_told_as_people_read_it(status):
    from django.utils.translation import override

    with override("ru"):
        assert row_of(status, "Statuses")[1] == status.label


@pytest.mark.parametrize("action", Action)
def test_every_action_is_told_with_its_way(action):
    move, cells = MOVES[action], row_of(action, "Actions")
    sources, target = cells[1].split(" → ")

    assert target == f"`{move.target}`"
    assert {f"`{source}`" for source in move.sources} == set(sources.split(", "))
    assert (cells[4] == "none") is (move.event not in LETTERS)


@pytest.mark.parametrize("kind", EventKind)
def test_every_event_is_told_with_its_letter(kind):
    assert (row_of(kind, "Events")[2] == "–") is (kind not in LETTERS)
    assert (ROOT / f"templates/orders/timeline/{kind}.html").exists()


@pytest.mark.parametrize("reason", CancelReason)
def test_every_reason_is_told_with_who_may_give_it(reason):
    cells = row_of(reason, "Why orders are cancelled")

    assert [cell == "yes" for cell in cells[1:]] == [
        reason in CUSTOMER_REASONS,
        reason in STAFF_REASONS,
        True,
    ]


@pytest.mark.parametrize("method", PaymentMethod)
def test_every_way_of_payment_is_told(method):
    assert f"`{method}`" in section("Windows")
