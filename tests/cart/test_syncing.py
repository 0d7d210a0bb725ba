"""Changes under a cart are told first and taken over when the customer agrees."""

import pytest

from cart.selectors.quotes import quote_of
from cart.services.lines import add_line
from cart.services.syncing import sync, sync_cart_with_product_changes, validate
from catalog.models import Variant
from inventory.models import StockItem

from .scenes import cart_of, goods, guest, held

pytestmark = pytest.mark.django_db


def shaken_cart():
    """A cart whose four products have since changed: dearer, cheaper, fewer pieces, unpublished."""
    owner = guest()
    chests = {
        sku: goods(f"Комод {sku}", sku=sku, price=1000, stock=5) for sku in ("UP", "DOWN", "FEW", "GONE")
    }
    for chest in chests.values():
        add_line(owner, chest.pk, quantity=3)
    Variant.objects.filter(sku="UP").update(current_price=1200)
    Variant.objects.filter(sku="DOWN").update(current_price=900)
    StockItem.objects.filter(variant=chests["FEW"]).update(reserved=3)
    chests["GONE"].product.unpublish()
    return owner


def told(changes) -> dict[str, tuple]:
    return {change.code: (change.name, change.was, change.now) for change in changes}


EXPECTED = {
    "price_up": ("Комод UP", 1000, 1200),
    "price_down": ("Комод DOWN", 1000, 900),
    "fewer": ("Комод FEW", 3, 2),
    "gone": ("Комод GONE", 3, 0),
}


def test_validating_reports_everything_and_writes_nothing():
    owner = shaken_cart()
    before = list(cart_of(owner).items.values())

    assert told(validate(owner)) == EXPECTED

    assert list(cart_of(owner).items.values()) == before
    assert quote_of(owner).total == 3600 + 2700 + 2000


def test_agreeing_takes_the_changes_over_once():
    owner = shaken_cart()

    done = sync(owner)

    assert set(told(done.removed)) == {"gone"}
    assert set(told(done.updated)) == {"price_up", "price_down", "fewer"}
    assert held(owner) == {"UP": 3, "DOWN": 3, "FEW": 2}
    assert quote_of(owner).problems == ()
    assert sync_cart_with_product_changes(owner) == {"updated": [], "removed": []}


def test_what_is_sold_out_leaves_when_the_customer_agrees():
    owner, chest = guest(), goods(sku="A-1", stock=1)
    add_line(owner, chest.pk)
    StockItem.objects.filter(variant=chest).update(reserved=1)

    assert [change.code for change in validate(owner)] == ["sold_out"]
    sync(owner)

    assert held(owner) == {}


def test_nobody_has_nothing_to_validate():
    assert validate(guest()) == ()
    assert sync(guest()).removed == ()
