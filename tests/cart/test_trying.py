"""Staff try a promotion out on a basket before customers meet it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from cart.models import Cart, DeliverySettings
from cart.services.lines import add_line
from core import clock
from istok.roles import ADMINISTRATOR, EDITOR, MANAGER, MEASURER
from promotions.enums import Benefit, Programme, Stacking
from promotions.models import CustomerUse, Promotion, Voucher
from tests.factories.orders import make_order
from tests.factories.people import make_staff
from tests.factories.promotions import make_promotion, make_voucher

from .scenes import cart_of, goods, guest

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    client.force_login(make_staff(EDITOR))
    return client


@pytest.fixture
def chest():
    return goods("Комод «Север»", sku="KS-OAK", price=10000)


def ask(client, promotion: Promotion, **question):
    return client.get(reverse("try_promotion", args=[promotion.pk]), question)


def trial(client, promotion: Promotion, **question):
    """The two totals, with it and without, and what is said of the promotion."""
    answer = ask(client, promotion, **{"goods": "KS-OAK 2", **question})
    found = answer.context["trial"]
    assert found is not None, answer.context["form"].errors
    said = found.verdict.sentence.replace("\u00a0", " ")
    return int(found.with_it.total), int(found.without.total), said


def test_both_quotes_stand_side_by_side_with_every_sentence(editor, chest):
    make_promotion("Всегда", value=5)
    promotion = make_promotion("Осень", value=10)

    page = BeautifulSoup(ask(editor, promotion, goods="ks-oak 2").content, "html.parser")

    text = " ".join(page.select_one("#main").get_text(" ").split())
    assert "Клиент заплатит на 2 000 ₽ меньше" in text
    cells = [" ".join(cell.get_text(" ").split()) for cell in page.select(".istok-try__sum td")]
    assert cells == ["17 000 ₽", "19 000 ₽"]
    sides = [" ".join(side.get_text(" ").split()) for side in page.select(".istok-try__sides section")]
    assert "Всегда" in sides[0]
    assert "Осень : Скидка 10 % на товары за 20 000 ₽: −2 000 ₽." in sides[0]
    assert "Осень" not in sides[1]


@pytest.mark.parametrize(
    ("fields", "question", "expected"),
    [
        ({"active": False}, {}, (18000, 20000)),
        ({"needs_code": True}, {}, (18000, 20000)),
        ({"is_choosable": True}, {}, (18000, 20000)),
        ({"min_goods": Decimal(50000)}, {}, (20000, 20000)),
        ({"min_goods": Decimal(50000)}, {"goods": "KS-OAK × 5"}, (45000, 50000)),
        ({"programme": Programme.LOYALTY}, {}, (20000, 20000)),
        ({"programme": Programme.LOYALTY}, {"is_customer": "on"}, (18000, 20000)),
        ({"first_order_only": True}, {}, (20000, 20000)),
        ({"first_order_only": True}, {"is_first_order": "on"}, (18000, 20000)),
    ],
    ids=str,
)
def test_conditions_are_asked_and_switches_are_not(editor, chest, fields, question, expected):
    promotion = make_promotion("Осень", value=10, **fields)

    *totals, said = trial(editor, promotion, **question)

    assert tuple(totals) == expected
    assert len(said) > 10


def test_the_day_is_the_one_that_is_asked(editor, chest):
    start = clock.today() + timedelta(days=10)
    promotion = make_promotion("Зима", value=10, start_date=start)

    early, late = trial(editor, promotion), trial(editor, promotion, day=start.isoformat())

    assert early[:2] == (20000, 20000)
    assert "начнётся" in early[2]
    assert late[:2] == (18000, 20000)


def test_a_code_and_delivery_are_counted_too(editor, chest):
    DeliverySettings.objects.create(site_id=_site(), per_km=Decimal(50))
    voucher = make_voucher("ВЕСНА", promotion=make_promotion("По коду", value=5, needs_code=True))
    promotion = make_promotion("Довезём", value=None, benefit=Benefit.FREE_DELIVERY)

    totals = trial(editor, promotion, code="весна", zone="beyond_kad", km="10")

    assert totals[:2] == (19000, 19500)
    assert Voucher.objects.get(pk=voucher.pk).used_count == 0


def test_goods_come_from_an_order_or_a_cart_as_well(client, chest):
    client.force_login(make_staff(MANAGER))
    promotion = make_promotion("Осень", value=10)
    owner = guest()
    add_line(owner, chest.pk, quantity=3)
    cart = cart_of(owner)
    order = make_order({"KS-OAK": 1})

    of_order = trial(client, promotion, goods="", source=order.order_id.lower())
    of_cart = trial(client, promotion, goods="", source=f"№ {cart.pk}")
    together = trial(client, promotion, goods="KS-OAK 2", source=str(cart.pk))

    assert [each[1] for each in (of_order, of_cart, together)] == [10000, 30000, 50000]


def test_who_sees_no_orders_names_none(editor, chest):
    order, promotion = make_order({"KS-OAK": 1}), make_promotion()

    answer = ask(editor, promotion, source=order.order_id)

    assert "source" not in answer.context["form"].fields
    assert answer.context["trial"] is None


@pytest.mark.parametrize(
    ("question", "field"),
    [
        ({"goods": "НЕТ-ТАКОГО 1"}, "goods"),
        ({"goods": "KS-OAK 0"}, "goods"),
        ({"goods": "KS-OAK 100"}, "goods"),
        ({"goods": "KS-OAK -1"}, "goods"),
        ({"goods": "KS-OAK 1.5"}, "goods"),
        ({"goods": "KS-OAK ١"}, "goods"),
        ({"goods": "\x00"}, "goods"),
        ({"goods": "\n".join(f"A-{number} 1" for number in range(60))}, "goods"),
        ({"goods": ""}, "goods"),
        ({"source": "ORD-00000000"}, "source"),
        ({"source": "999999999"}, "source"),
        ({"source": "' OR 1=1 --"}, "source"),
        ({"day": "31.02.2026"}, "day"),
        ({"code": "НЕТ"}, "code"),
        ({"zone": "moon"}, "zone"),
        ({"km": "-1"}, "km"),
        ({"floor": "1e9"}, "floor"),
    ],
)
def test_what_is_not_understood_is_said_at_the_field(client, chest, question, field):
    client.force_login(make_staff(ADMINISTRATOR))

    answer = ask(client, make_promotion(), **{"goods": "KS-OAK 2", **question})

    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == [field]
    assert answer.context["trial"] is None


def test_nothing_is_written(editor, chest):
    promotion = make_promotion("Осень", value=10, total_limit=5, per_customer_limit=1)

    trial(editor, promotion)

    assert (Promotion.objects.get().used_count, CustomerUse.objects.count(), Cart.objects.count()) == (
        0,
        0,
        0,
    )


def test_one_that_stands_alone_is_compared_with_the_others(editor, chest):
    make_promotion("Всегда", value=15)
    promotion = make_promotion("Одна", value=10, stacking=Stacking.EXCLUSIVE)

    with_it, without, said = trial(editor, promotion)

    assert (with_it, without) == (17000, 17000)
    assert "«Всегда»" in said


def test_a_campaign_of_prices_is_told_and_not_tried(editor):
    promotion = make_promotion("Цены", value=10, benefit=Benefit.PRICE)

    answer = ask(editor, promotion)

    assert "меняет цены на страницах" in answer.content.decode()


@pytest.mark.parametrize("page", ["inspect", "edit"])
def test_the_promotions_own_screens_lead_there(editor, page):
    promotion = make_promotion()

    html = editor.get(reverse(f"promotions:{page}", args=[promotion.pk])).content.decode()

    assert reverse("try_promotion", args=[promotion.pk]) in html


def test_who_may_see_promotions_may_try_them(client):
    promotion = make_promotion()

    answers = {}
    for role in (EDITOR, MANAGER, ADMINISTRATOR, MEASURER):
        client.force_login(make_staff(role, role.code))
        answers[role.code] = ask(client, promotion).status_code
    client.logout()

    assert answers == {"editor": 200, "manager": 200, "administrator": 200, "measurer": 403}
    assert ask(client, promotion).status_code == 302


@pytest.mark.parametrize("lines", [1, 3])
def test_the_answer_costs_the_same_for_any_basket(editor, django_assert_num_queries, lines):
    for number in range(lines):
        goods(sku=f"K-{number}", price=1000)
    promotion = make_promotion()
    question = {"goods": "\n".join(f"K-{number} 1" for number in range(lines))}
    ask(editor, promotion, **question)

    with django_assert_num_queries(15):
        ask(editor, promotion, **question)


def _site() -> int:
    from wagtail.models import Site

    return Site.objects.get(is_default_site=True).pk
