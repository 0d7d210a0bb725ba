"""Promotions and codes in the admin: forms, lists, spreadsheets, who may do what."""

import csv
import io
from datetime import timedelta
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from core import clock
from istok.roles import ADMINISTRATOR, EDITOR, MANAGER, MEASURER
from orders.models import PromotionUse
from promotions.models import Promotion, Voucher
from promotions.services import update_promotion
from tests.factories.catalog import make_category, make_product, make_value
from tests.factories.orders import make_order
from tests.factories.people import make_admin, make_customer, make_editor, make_staff
from tests.factories.promotions import make_promotion, make_voucher

pytestmark = pytest.mark.django_db
ADD = "/admin/promotions/new/"
QUERIES_OF_A_LIST = 7


@pytest.fixture
def editor(client):
    client.force_login(make_editor())
    return client


def form(**changes) -> dict:
    """What an editor sends for 10 % off everything from today on."""
    given = {
        "title": "Весна",
        "programme": "everyone",
        "start_date": clock.today().isoformat(),
        "active": "on",
        "benefit": "percent",
        "value": "10",
        "stacking": "combinable",
        **changes,
    }
    return {name: value for name, value in given.items() if value is not None}


def errors(response) -> dict[str, list[str]]:
    assert response.status_code == 200
    return {name: list(found) for name, found in response.context["form"].errors.items()}


def test_an_editor_builds_ten_per_cent_off_mdf_facades_once(editor):
    mdf, chests = make_value("facade", "mdf"), make_category()
    page = make_product(sku="KS-900")

    response = editor.post(
        ADD,
        form(title="−10 % на фасады МДФ", value="10,0", min_goods="100 000", per_customer_limit="1",
             values=[mdf.pk], categories=[chests.pk], products="ks-900,\nKS-900"),
    )  # fmt: skip

    assert response.status_code == 302
    promotion = Promotion.objects.get()
    assert (promotion.value, promotion.min_goods, promotion.per_customer_limit) == (10, 100_000, 1)
    assert promotion.scope == {
        "categories": [chests.pk], "products": [page.pk], "values": {str(mdf.facet_id): [mdf.pk]},
    }  # fmt: skip


def test_the_form_shows_what_is_saved_and_saves_it_again_unchanged(editor):
    gift = make_product(sku="PUF-40").variants.get()
    promotion = make_promotion(
        benefit="gift", value=None, gift_variant=gift, products=[gift.product], min_goods=5000
    )
    url = reverse("promotions:edit", args=[promotion.pk])

    page = BeautifulSoup(editor.get(url).content, "html.parser")
    shown = {
        name: page.select_one(f"[name={name}]")
        for name in ("gift_variant", "products", "version", "min_goods")
    }

    assert (shown["gift_variant"]["value"], shown["products"].text.strip()) == ("PUF-40", "PUF-40")
    assert (shown["version"]["value"], shown["min_goods"]["value"]) == ("1", "5000")
    editor.post(url, form(title="Иначе", benefit="gift", gift_variant="puf-40", version="1", value=None))
    promotion.refresh_from_db()
    assert (promotion.title, promotion.gift_variant, promotion.version) == ("Иначе", gift, 2)


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"end_date": "2020-01-01"}, "end_date", "Последний день не может быть раньше первого."),
        ({"value": ""}, "value", "Укажите, сколько: проценты или рубли."),
        ({"value": "101"}, "value", "Не больше 100 процентов."),
        ({"value": "1e3"}, "value", "Напишите число цифрами, например 10 или 7,5."),
        ({"benefit": "gift"}, "gift_variant", "Укажите, что дарим."),
        ({"benefit": "gift", "gift_variant": "NO"}, "gift_variant", "Варианта с таким артикулом нет."),
        ({"products": "NO-1, NO-2"}, "products", "Таких артикулов нет: NO-1, NO-2."),
        ({"min_goods": "0"}, "min_goods", "Больше нуля или пусто."),
        ({"needs_code": "on", "is_choosable": "on"}, "is_choosable",
         "Либо по коду, либо на выбор при оформлении: снимите одну из отметок."),
        ({"benefit": "price", "value": "100"}, "value", "Меньше 100 процентов: цена не бывает нулевой."),
        ({"benefit": "price", "min_goods": "5"}, "min_goods",
         "Цена на сайте одна для всех: оставьте пустым."),
        ({"benefit": "price", "programme": "loyalty"}, "programme", "Цена на сайте одна для всех."),
    ],
)  # fmt: skip
def test_nonsense_is_told_at_its_field(editor, changes, field, sentence):
    found = errors(editor.post(ADD, form(**changes)))

    assert found == {field: [sentence]}
    assert not Promotion.objects.exists()


def test_what_belongs_to_another_benefit_is_dropped(editor):
    make_product(sku="PUF-40")

    editor.post(ADD, form(benefit="free_delivery", value="10", gift_variant="PUF-40"))

    promotion = Promotion.objects.get()
    assert (promotion.benefit, promotion.value, promotion.gift_variant) == ("free_delivery", None, None)


def test_a_stale_form_is_refused_and_says_so(editor):
    promotion = make_promotion()
    update_promotion(promotion.pk, version=1, title="Чужая правка")

    found = errors(editor.post(reverse("promotions:edit", args=[promotion.pk]), form(version="1")))

    assert "изменил кто-то ещё" in found["__all__"][0]
    assert Promotion.objects.get().title == "Чужая правка"


def test_raised_prices_are_named_at_the_first_day(editor):
    with clock.hold(clock.now() - timedelta(days=60)):
        variant = make_product(sku="CHEAT", price=10000).variants.get()
    type(variant).objects.update(list_price=14000, current_price=14000)

    found = errors(editor.post(ADD, form(benefit="price", value="30")))

    assert "CHEAT" in found["start_date"][0]
    assert not Promotion.objects.exists()


def test_a_promotion_by_code_leads_to_its_series(editor):
    first = editor.post(ADD, form(needs_code="on"))
    promotion = Promotion.objects.get()
    assert first.url == reverse("promotions:make_series", args=[promotion.pk])

    answer = editor.post(first.url, {"name": "Листовки", "prefix": "Май", "count": "7", "uses_limit": "1"})

    series = promotion.series.get()
    assert answer.url == f"{reverse('vouchers:index')}?series={series.pk}"
    page = editor.get(answer.url)
    assert "Готовы 7 кодов." in page.content.decode()
    table = editor.get(answer.url, {"series": series.pk, "export": "csv"})
    headings, *rows = csv.reader(io.StringIO(b"".join(table.streaming_content).decode()))
    assert {row[0] for row in rows} == set(Voucher.objects.values_list("code", flat=True))
    assert len(rows) == 7


def test_a_series_of_a_promotion_without_codes_is_refused(editor):
    promotion = make_promotion()

    found = errors(
        editor.post(reverse("promotions:make_series", args=[promotion.pk]), {"name": "x", "count": "1"})
    )

    assert "код не нужен" in found["__all__"][0]


def test_one_code_is_made_and_switched_off(editor):
    promotion = make_promotion(needs_code=True)

    editor.post("/admin/vouchers/new/", {"promotion": promotion.pk, "code": " весна 10 ", "active": "on"})
    voucher = Voucher.objects.get()
    again = editor.post("/admin/vouchers/new/", {"promotion": promotion.pk, "code": "BECHA10"})
    editor.post(reverse("vouchers:edit", args=[voucher.pk]), {"uses_limit": "5"})

    assert voucher.code == "ВЕСНА10"
    assert "уже есть" in errors(again)["code"][0]
    voucher.refresh_from_db()
    assert (voucher.active, voucher.uses_limit, voucher.code) == (False, 5, "ВЕСНА10")


def test_lists_are_filtered_and_searched(editor):
    today = clock.today()
    here = make_promotion("Действует сейчас")
    make_promotion("Будет", start_date=today + timedelta(days=1))
    make_promotion("Была", end_date=today - timedelta(days=1))
    url = reverse("promotions:index")
    titles = lambda query: [row.title for row in editor.get(url + query).context["object_list"]]  # noqa: E731

    assert titles("?phase=in_force") == ["Действует сейчас"]
    assert titles("?phase=coming") == ["Будет"]
    assert titles("?phase=over") == ["Была"]
    assert titles("?q=действует") == ["Действует сейчас"]
    make_voucher("МАЙ", promotion=make_promotion("С кодом", needs_code=True))
    assert titles("?q=май") == ["С кодом"]
    assert "с " in editor.get(url).content.decode()
    assert here.title in editor.get(url).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_lists_do_not_ask_per_row(editor, django_assert_num_queries, count):
    gift = make_product(sku="PUF-40").variants.get()
    for number in range(count):
        make_promotion(benefit="gift", value=None, gift_variant=gift)
        make_voucher(f"КОД{number}", promotion=make_promotion(needs_code=True))
    editor.get(reverse("promotions:index"))

    with django_assert_num_queries(QUERIES_OF_A_LIST):
        editor.get(reverse("promotions:index_results"))
    with django_assert_num_queries(QUERIES_OF_A_LIST):
        editor.get(reverse("vouchers:index_results"))


def test_uses_are_shown(editor):
    promotion = make_promotion("Всем с листовкой", needs_code=True)
    voucher = make_voucher(promotion=promotion)
    make_voucher("ОСЕНЬ", promotion=promotion)
    for is_counted in (True, True, False):  # the last order came to nothing
        PromotionUse.objects.create(
            order=make_order(), promotion=promotion, voucher=voucher, amount=100, is_counted=is_counted
        )

    page = BeautifulSoup(
        editor.get(reverse("promotions:inspect", args=[promotion.pk])).content, "html.parser"
    )

    rows = {row.th.text: row.td.text for row in page.select(".istok-variants tr")}
    assert rows == {
        "Заказов с ней": "2", "Покупателей с ней": "1", "Выпущено кодов": "2", "Использовано кодов": "1",
    }  # fmt: skip
    assert "Введите код в корзине." in page.text


def test_what_is_used_is_not_deleted_and_says_so(editor):
    used, unused = make_voucher().promotion, make_promotion()

    told = editor.post(reverse("promotions:delete", args=[used.pk]), follow=True)
    editor.post(reverse("promotions:delete", args=[unused.pk]))

    assert "удалить её нельзя" in " ".join(str(message) for message in told.context["messages"])
    assert list(Promotion.objects.all()) == [used]


@pytest.mark.parametrize(
    ("role", "looks", "changes"),
    [(EDITOR, True, True), (ADMINISTRATOR, True, True), (MANAGER, True, False), (MEASURER, False, False)],
    ids=lambda value: getattr(value, "code", None),
)
def test_editors_and_administrators_change_managers_look(client, role, looks, changes):
    voucher = make_voucher()
    promotion = voucher.promotion
    client.force_login(make_staff(role))
    home = reverse("wagtailadmin_home")
    doors = {
        "look": [reverse("promotions:index"), reverse("vouchers:index"),
                 reverse("promotions:inspect", args=[promotion.pk])],
        "change": [ADD, reverse("promotions:edit", args=[promotion.pk]),
                   reverse("promotions:delete", args=[promotion.pk]), "/admin/vouchers/new/",
                   reverse("vouchers:edit", args=[voucher.pk])],
    }  # fmt: skip

    opened = {
        kind: {client.get(url).status_code == 200 for url in urls if url != home}
        for kind, urls in doors.items()
    }
    series = client.get(reverse("promotions:make_series", args=[promotion.pk])).status_code

    assert opened == {"look": {looks}, "change": {changes}}
    assert series == (200 if changes else 403)
    client.post(reverse("promotions:edit", args=[promotion.pk]), form(title="Иначе", version="1"))
    assert (Promotion.objects.get().title == "Иначе") is changes


def test_strangers_and_customers_do_not_get_in(client):
    promotion = make_promotion()
    url = reverse("promotions:edit", args=[promotion.pk])

    assert client.get(url).status_code == 302
    client.force_login(make_customer())
    assert client.get(url).status_code == 403
    client.force_login(make_admin())
    assert client.get(url).status_code == 200


@pytest.mark.parametrize("name", ["categories", "values"])
@pytest.mark.parametrize("key", ["9" * 30, "9" * 5000, "x"])
def test_a_box_that_is_not_there_is_refused_in_words(editor, name, key):
    assert list(errors(editor.post(ADD, form(**{name: [key]})))) == [name]


def test_a_limit_is_no_astronomy(editor):
    promotion = make_promotion("По коду", needs_code=True)
    series = reverse("promotions:make_series", args=[promotion.pk])

    limits = {"total_limit": "1000001", "per_customer_limit": "1000001"}
    assert list(errors(editor.post(ADD, form(**limits)))) == list(limits)
    assert list(errors(editor.post(series, {"name": "Май", "count": "1", "uses_limit": "9" * 30}))) == [
        "uses_limit"
    ]


def test_a_code_that_is_taken_is_said_in_whole_words(editor):
    voucher = make_voucher("ВЕСНА10")
    given = {"promotion": voucher.promotion_id, "code": "весна 10", "active": "on"}

    found = errors(editor.post(reverse("vouchers:add"), given))

    assert found == {"code": ["Такой код уже есть."]}


def test_a_series_that_is_asked_for_twice_is_made_once(editor):
    promotion = make_promotion("По коду", needs_code=True)
    url = reverse("promotions:make_series", args=[promotion.pk])
    page = BeautifulSoup(editor.get(url).content, "html.parser")
    given = {"name": "Май", "count": "3", "key": page.select_one("[name=key]")["value"]}

    first, second = (editor.post(url, given) for _time in range(2))

    assert first.url == second.url
    assert Voucher.objects.count() == 3


@pytest.mark.parametrize(("value", "shown"), [(10, "10"), ("7.5", "7,50"), ("12.35", "12,35")])
def test_a_whole_number_is_shown_without_a_tail_of_zeros(editor, value, shown):
    promotion = make_promotion(value=Decimal(value))
    page = editor.get(reverse("promotions:edit", args=[promotion.pk])).content

    assert BeautifulSoup(page, "html.parser").select_one("[name=value]")["value"] == shown
