"""Where pieces are taken from, and whether the numbers are what the journal says."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from inventory.models import StockItem, Store
from inventory.pieces import StockRow, Want, choose
from inventory.selectors import free_pieces, wrong_rows
from inventory.services import sell, take
from tests.factories.catalog import make_product
from tests.inventory.scenes import make_item


def rows(*available: int) -> list[StockRow]:
    return [StockRow(pk, 10 * pk, pieces) for pk, pieces in enumerate(available, start=1)]


@pytest.mark.parametrize(
    ("available", "quantity", "expected"),
    [
        ((5,), 2, [(1, 2)]),
        ((2, 5, 3), 2, [(2, 2)]),  # one store suffices: the fullest
        ((4, 4), 1, [(1, 1)]),  # of equals the older row
        ((2, 5, 3), 7, [(2, 5), (3, 2)]),  # as few stores as can be
        ((2, 5, 3), 10, [(1, 2), (2, 5), (3, 3)]),
        ((0, 1), 1, [(2, 1)]),
        ((2, 5, 3), 11, []),
        ((0,), 1, []),
        ((), 1, []),
    ],
)
def test_which_stores_give(available, quantity, expected):
    assert choose(rows(*available), quantity) == [Want(*pair) for pair in expected]
    assert choose(reversed(rows(*available)), quantity) == [Want(*pair) for pair in expected]


@pytest.mark.parametrize("quantity", [0, -1])
def test_nothing_is_not_chosen(quantity):
    with pytest.raises(ValueError, match="positive"):
        choose(rows(5), quantity)


@pytest.mark.django_db
def test_free_pieces_of_several_variants_in_one_query(django_assert_num_queries):
    first, second, none = (make_product().variants.get() for _ in range(3))
    here = make_item(3, variant=first)
    there = make_item(2, variant=first, store_name="Салон")
    other = make_item(1, variant=second)
    closed = make_item(4, variant=second, store_name="Закрытый")
    Store.objects.filter(name="Закрытый").update(is_active=False)
    take([Want(here.pk, 1)], reference="ORD-1")

    with django_assert_num_queries(1):
        found = free_pieces([first.pk, second.pk, none.pk])

    assert found == {
        first.pk: [StockRow(here.pk, here.store_id, 2), StockRow(there.pk, there.store_id, 2)],
        second.pk: [StockRow(other.pk, other.store_id, 1)],
        none.pk: [],
    }
    assert closed.available == 4


@pytest.mark.django_db
def test_the_audit_names_the_row_that_somebody_changed_by_hand():
    item = make_item(5)
    other = make_item(variant=item.variant, store_name="Салон")
    take([Want(item.pk, 2)], reference="ORD-1")
    sell([Want(item.pk, 1)], reference="ORD-1")
    said = StringIO()
    call_command("audit_stock", stdout=said)
    assert said.getvalue() == "Every row of the warehouse adds up.\n"
    assert not wrong_rows().exists()

    for column, value in (("on_hand", 5), ("reserved", 0)):
        before = getattr(StockItem.objects.get(pk=item.pk), column)
        StockItem.objects.filter(pk=item.pk).update(**{column: value})
        said = StringIO()

        with pytest.raises(CommandError) as failed:
            call_command("audit_stock", stdout=said)

        assert failed.value.returncode == 1
        assert f"row {item.pk} ({item.variant.sku}" in said.getvalue()
        assert f"row {other.pk} " not in said.getvalue()
        StockItem.objects.filter(pk=item.pk).update(**{column: before})
