"""The warehouse in Wagtail's admin, by real requests."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalog.models import Variant
from inventory.models import StockItem, StockMovement, Store
from istok.roles import EDITOR, MANAGER, PRODUCTION
from tests.factories.catalog import make_product, make_stock
from tests.factories.people import make_admin, make_staff, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(client):
    client.force_login(make_staff(MANAGER, "manager"))
    return client


def make_row(sku: str = "KS-OAK", *, on_hand: int = 5, name: str = "Комод «Север»") -> StockItem:
    return make_stock(make_product(name, sku=sku).variants.get(), on_hand=on_hand)


def received(item: StockItem, **changes) -> dict:
    form = {"sku": item.variant.sku, "store": item.store_id, "quantity": "3", "reason": "поставка"}
    return form | {"reference": "УПД-7"} | changes


def on_hand(item: StockItem) -> int:
    return StockItem.objects.get(pk=item.pk).on_hand


def skus(response) -> list[str]:
    return [item.variant.sku for item in response.context["object_list"]]


def test_receiving_adds_pieces_and_says_how_many_there_are(manager):
    item = make_row(on_hand=5)

    answer = manager.post(reverse("stock:receive"), received(item, sku="ks-oak"), follow=True)

    movement = StockMovement.objects.first()
    assert on_hand(item) == 8
    assert (movement.reason, movement.reference, movement.actor.username) == ("поставка", "УПД-7", "manager")
    assert "8" in " ".join(map(str, answer.context["messages"]))


def test_receiving_opens_a_row_in_another_store(manager):
    item = make_row()
    salon = Store.objects.create(name="Салон", location="Набережная", kind="showroom")

    manager.post(reverse("stock:receive"), received(item, store=salon.pk))

    assert StockItem.objects.get(store=salon).on_hand == 3


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"sku": "нет такого"}, "sku"),
        ({"sku": "KUH-1"}, "sku"),
        ({"quantity": "0"}, "quantity"),
        ({"quantity": "-3"}, "quantity"),
        ({"quantity": "1e9"}, "quantity"),
        ({"quantity": "9999999999"}, "quantity"),
        ({"store": "999"}, "store"),
        ({"reason": ""}, "reason"),
    ],
)
def test_what_cannot_be_received_is_said_at_the_field(manager, changes, field):
    item = make_row()
    make_product("Кухня", sku="KUH-1", sold_as="made_to_order")

    answer = manager.post(reverse("stock:receive"), received(item, **changes))

    assert list(answer.context["form"].errors) == [field]
    assert (on_hand(item), StockMovement.objects.count()) == (5, 1)


def test_form_of_a_row_begins_with_its_sku_and_store(manager):
    item = make_row()

    form = manager.get(reverse("stock:receive"), {"item": item.pk}).context["form"]
    lost = manager.get(reverse("stock:receive"), {"item": "x"}).context["form"]

    assert form.initial == {"sku": "KS-OAK", "store": item.store_id}
    assert lost.initial == {}


def test_correction_writes_the_difference(manager):
    item = make_row(on_hand=5)

    manager.post(
        reverse("stock:correct", args=[item.pk]), {"on_hand": "2", "seen": "5", "reason": "пересчёт"}
    )

    movement = StockMovement.objects.first()
    assert (on_hand(item), movement.on_hand_change, movement.reason) == (2, -3, "пересчёт")


def test_correction_below_reserved_is_said_and_changes_nothing(manager):
    item = make_row(on_hand=5)
    StockItem.objects.filter(pk=item.pk).update(reserved=4)

    answer = manager.post(
        reverse("stock:correct", args=[item.pk]), {"on_hand": "2", "seen": "5", "reason": "пересчёт"}
    )

    assert list(answer.context["form"].errors) == ["on_hand"]
    assert on_hand(item) == 5


def test_correction_after_somebody_moved_pieces_asks_to_count_again(manager):
    item = make_row(on_hand=5)
    url, form = reverse("stock:correct", args=[item.pk]), {"on_hand": "7", "seen": "4", "reason": "пересчёт"}

    answer = manager.post(url, form)
    asked = answer.context["form"]
    again = manager.post(url, form | {"seen": asked["seen"].value()})

    assert (asked["on_hand"].value(), asked["reason"].value(), asked["seen"].value()) == ("7", "пересчёт", 5)
    assert (again.status_code, on_hand(item)) == (302, 7)


def test_looking_changes_nothing(manager):
    item = make_row(on_hand=5)

    for url in (reverse("stock:receive"), reverse("stock:correct", args=[item.pk])):
        assert manager.get(url).status_code == 200

    assert (on_hand(item), StockMovement.objects.count()) == (5, 1)


def test_a_form_from_another_site_is_refused(manager):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = manager.cookies
    item = make_row(on_hand=5)

    answer = strict.post(reverse("stock:receive"), received(item))

    assert (answer.status_code, on_hand(item)) == (403, 5)


@pytest.mark.parametrize(
    ("who", "sees", "acts"),
    [
        (lambda: make_staff(MANAGER, "who"), True, True),
        (lambda: make_admin("who"), True, True),
        (lambda: make_staff(PRODUCTION, "who"), True, False),
        (lambda: make_staff(EDITOR, "who"), False, False),
        (lambda: make_user("who"), False, False),
    ],
)
def test_who_may_see_and_who_may_act(client, who, sees, acts):
    item = make_row(on_hand=5)
    client.force_login(who())

    shown = [client.get(reverse(f"{name}:index")).status_code == 200 for name in ("stock", "stock_movements")]
    client.post(reverse("stock:receive"), received(item))
    client.post(reverse("stock:correct", args=[item.pk]), {"on_hand": "1", "seen": "8", "reason": "пересчёт"})

    assert shown == [sees, sees]
    assert on_hand(item) == (1 if acts else 5)


@pytest.mark.parametrize("viewset", ["stock", "stock_movements"])
@pytest.mark.parametrize("action", ["add/", "edit/1/", "delete/1/"])
def test_rows_have_no_plain_forms(client, viewset, action):
    client.force_login(make_admin())

    assert client.get(reverse(f"{viewset}:index") + action).status_code == 404


def test_list_finds_by_sku_and_name_and_shows_what_runs_out(manager):
    make_row("KS-OAK", on_hand=9)
    make_row("KR-WALNUT", on_hand=1, name="Комод «Ритм»")
    empty = make_row("SL-OAK", on_hand=1, name="Стеллаж «Лофт»")
    StockItem.objects.filter(pk=empty.pk).update(reserved=1)
    url = reverse("stock:index")

    assert skus(manager.get(url, {"q": "oak"})) == ["KS-OAK", "SL-OAK"]
    assert skus(manager.get(url, {"q": "стеллаж"})) == ["SL-OAK"]
    assert skus(manager.get(url, {"left": "few"})) == ["KR-WALNUT"]
    assert skus(manager.get(url, {"left": "none"})) == ["SL-OAK"]


def test_actions_of_a_row_are_in_the_list_for_those_who_may(client):
    item = make_row()
    actions = [f"{reverse('stock:receive')}?item={item.pk}", reverse("stock:correct", args=[item.pk])]

    shown = {}
    for role in (MANAGER, PRODUCTION):
        client.force_login(make_staff(role, role.code))
        html = client.get(reverse("stock:index")).content.decode()
        shown[role] = [address in html for address in actions]
        assert f"{reverse('stock_movements:index')}?stock_item={item.pk}" in html

    assert shown == {MANAGER: [True, True], PRODUCTION: [False, False]}


def test_list_filters_by_store(manager):
    make_row("KS-OAK")
    shown = make_stock(make_product(sku="KR-1").variants.get(), on_hand=1, store_name="Салон")

    assert skus(manager.get(reverse("stock:index"), {"store": shown.store_id})) == ["KR-1"]


def test_movements_of_one_row_are_a_click_away(manager):
    make_row("KS-OAK")
    item = make_row("KR-1", on_hand=2)

    rows = manager.get(reverse("stock_movements:index"), {"stock_item": item.pk}).context["object_list"]

    assert [(row.stock_item, row.on_hand_change) for row in rows] == [(item, 2)]


@pytest.mark.parametrize("name", ["stock", "stock_movements"])
def test_number_of_queries_does_not_grow_with_the_list(manager, name, django_assert_num_queries):
    make_row("KS-1")
    url = reverse(f"{name}:index")
    manager.get(url)
    with CaptureQueriesContext(connection) as few:
        manager.get(url)
    for number in range(2, 6):
        make_row(f"KS-{number}")

    with django_assert_num_queries(len(few)):
        manager.get(url)


def test_stores_are_kept_by_administrators_and_never_deleted(client):
    client.force_login(make_admin())
    form = {"name": "Салон", "location": "Набережная", "kind": "showroom", "is_active": "on"}

    client.post(reverse("stores:add"), form)
    store = Store.objects.get()

    assert (store.name, store.kind) == ("Салон", "showroom")
    assert client.get(reverse("stores:index") + f"delete/{store.pk}/").status_code == 404


def test_count_of_what_became_made_to_order_is_refused_on_the_form(manager):
    item = make_row()
    Variant.objects.update(sold_as="made_to_order")

    answer = manager.post(
        reverse("stock:correct", args=[item.pk]), {"on_hand": 6, "seen": 5, "reason": "пересчёт"}
    )

    assert answer.context["form"].non_field_errors()
    assert on_hand(item) == 5


@pytest.mark.parametrize("key", ["9" * 30, "9" * 5000, "NaN", "1e400", "-1"])
def test_a_key_that_nothing_can_have_finds_nothing_and_breaks_nothing(manager, key):
    make_row()

    journal = manager.get(reverse("stock_movements:index"), {"stock_item": key})
    form = manager.get(reverse("stock:receive"), {"item": key})

    assert (journal.status_code, form.status_code) == (200, 200)
    assert form.context["form"].initial == {}


@pytest.mark.parametrize("seen", ["", "<b>", "9" * 30])
def test_a_count_without_the_number_that_was_seen_is_an_old_one(manager, seen):
    item = make_row(on_hand=5)
    url = reverse("stock:correct", args=[item.pk])

    answer = manager.post(url, {"on_hand": "4", "reason": "пересчёт", "seen": seen})

    assert "теперь в учёте 5" in answer.context["form"].non_field_errors()[0]
    assert answer.context["form"]["seen"].value() == 5
    assert on_hand(item) == 5


def test_the_journal_shows_signs_and_leaves_out_what_did_not_move(manager):
    item = make_row(on_hand=5)
    url = reverse("stock:correct", args=[item.pk])
    manager.post(url, {"on_hand": "2", "reason": "пересчёт", "seen": "5"})

    html = manager.get(reverse("stock_movements:index")).content.decode()

    assert "−3" in html
    assert ">+0<" not in html.replace(" ", "").replace("\n", "")


def test_a_delivery_that_is_sent_twice_comes_once(manager):
    item = make_row(on_hand=5)
    form = manager.get(reverse("stock:receive")).context["form"]
    given = received(item, key=form["key"].value())

    for _time in range(2):
        assert manager.post(reverse("stock:receive"), given).status_code == 302

    assert on_hand(item) == 8
    refused = manager.post(reverse("stock:receive"), given | {"quantity": "1"})
    assert "Эта форма уже была отправлена" in refused.content.decode()
    again = given | {"quantity": "1", "key": refused.context["form"]["key"].value()}
    assert manager.post(reverse("stock:receive"), again).status_code == 302
    assert on_hand(item) == 9
    manager.post(
        reverse("stock:receive"),
        given | {"key": manager.get(reverse("stock:receive")).context["form"]["key"].value()},
    )
    assert on_hand(item) == 12
