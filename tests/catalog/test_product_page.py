"""The product page as visitors get it: what it says, what it asks of the database, what it survives."""

import json
import re
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Site

from catalog.models import ProductGalleryItem, ProductPage
from catalog.selectors.product import product_view
from catalog.services.variants import create_variant
from home.models import ContactSettings
from tests.factories.catalog import make_catalogue, make_category, make_product, make_stock, make_value
from tests.factories.people import make_admin, make_user
from tests.factories.pictures import make_model3d, make_picture

pytestmark = pytest.mark.django_db

SIZE = {"width_mm": 1160, "height_mm": 820, "depth_mm": 480}


def add_variant(product, sku, **fields):
    return create_variant(
        product.pk,
        sku=sku,
        list_price=Decimal(fields.pop("price", 50000)),
        **{**SIZE, "sold_as": "ready_made", **fields},
    )


def show(client, product, query="", status=200):
    answer = client.get(product.url + query)
    assert answer.status_code == status
    return BeautifulSoup(answer.content, "html.parser")


def words(tag):
    return " ".join(tag.get_text(" ", strip=True).replace("\xa0", " ").split())


@pytest.fixture
def chest():
    """Two finishes in two sizes; walnut is not made in 1600."""
    product = make_product(
        name="Комод «Ритм»", sku="KR-900-OAK", price=64200, stock=5, size_label="900", finish_label="Дуб"
    )
    add_variant(product, "KR-900-NUT", price=71000, size_label="900", finish_label="Орех", width_mm=900)
    add_variant(product, "KR-1600-OAK", price=88000, size_label="1600", finish_label="Дуб", width_mm=1600)
    return product


def test_page_shows_price_sku_sizes_and_stock(client, chest):
    page = show(client, chest)

    assert words(page.h1) == "Комод «Ритм»"
    assert words(page.select_one("[data-price]")) == "64 200 ₽"
    assert words(page.select_one("[data-sku]")) == "KR-900-OAK"
    assert [words(side) for side in page.select(".dimset__side b")] == ["1 160", "480", "820"]
    assert "5" in words(page.select_one("[data-availability-words]"))


def test_variant_of_the_address_is_shown(client, chest):
    page = show(client, chest, "?v=KR-1600-OAK")

    assert words(page.select_one("[data-sku]")) == "KR-1600-OAK"
    assert words(page.select_one("[data-price]")) == "88 000 ₽"
    assert page.select_one("[data-availability]")["data-availability"] == "out_of_stock"
    assert words(page.title).startswith("Комод «Ритм»")


def test_size_chosen_without_a_script_keeps_the_finish(client, chest):
    page = show(client, chest, "?v=KR-900-OAK&size=1600")

    assert words(page.select_one("[data-sku]")) == "KR-1600-OAK"


def test_finish_that_a_size_lacks_becomes_the_nearest_of_that_size(client, chest):
    page = show(client, chest, "?v=KR-900-NUT&size=1600")

    assert words(page.select_one("[data-sku]")) == "KR-1600-OAK"
    walnut = page.select_one("input[data-finish-name='Орех']")
    assert walnut.has_attr("disabled")
    assert words(page.select_one("[data-missing-names]")) == "Орех"


@pytest.mark.parametrize(
    "query", ["?v=NO-SUCH", "?size=777", "?v=%00", "?v=" + "Я" * 500, "?v=KR-900-OAK&size=0"]
)
def test_unknown_variant_or_size_shows_the_first_one_with_a_notice(client, chest, query):
    page = show(client, chest, query)

    assert words(page.select_one("[data-sku]")) == "KR-900-OAK"
    assert page.select_one(".product__notice .note--warn")


def test_variant_that_left_sale_is_unknown(client, chest):
    chest.variants.filter(sku="KR-900-NUT").update(is_active=False)

    page = show(client, chest, "?v=KR-900-NUT")

    assert page.select_one(".product__notice")
    assert "KR-900-NUT" not in page.get_text()


def test_only_an_old_price_is_struck(client, chest):
    assert show(client, chest).select_one("[data-old-price]").has_attr("hidden")

    chest.variants.filter(sku="KR-900-OAK").update(current_price=Decimal("60000"))
    assert show(client, chest).select_one("[data-old-price]").has_attr("hidden")

    chest.variants.filter(sku="KR-900-OAK").update(old_price=Decimal("64200"))

    old = show(client, chest).select_one("[data-old-price]")
    assert not old.has_attr("hidden")
    assert "64 200 ₽" in words(old)


@pytest.mark.parametrize(
    ("fields", "stock", "expected"),
    [
        ({"sold_as": "ready_made"}, 5, "in_stock"),
        ({"sold_as": "ready_made"}, 0, "out_of_stock"),
        ({"sold_as": "made_to_order", "lead_days": 35}, 0, "made_to_order"),
        ({"sold_as": "preorder", "lead_days": 21}, 0, "preorder"),
    ],
)
def test_availability_is_told_in_words(client, fields, stock, expected):
    product = make_product(stock=stock, **fields)

    told = show(client, product).select_one("[data-availability]")

    assert told["data-availability"] == expected
    assert str(fields.get("lead_days", stock) or "") in words(told)


def test_stock_of_each_size_is_its_own(client, chest):
    make_stock(chest.variants.get(sku="KR-1600-OAK"), on_hand=2)
    make_stock(chest.variants.get(sku="KR-1600-OAK"), on_hand=1, store_name="Шоурум")

    data = json.loads(show(client, chest).select_one("#product-variants").string)

    assert "5" in data["KR-900-OAK"]["availabilityWords"]
    assert "3" in data["KR-1600-OAK"]["availabilityWords"]
    assert data["KR-900-NUT"]["availability"] == "out_of_stock"


def test_script_data_holds_what_the_page_shows(client, chest):
    page = show(client, chest, "?v=KR-900-NUT")
    data = json.loads(page.select_one("#product-variants").string)["KR-900-NUT"]

    assert data["price"].replace("\xa0", " ") == words(page.select_one("[data-price]"))
    assert data["availabilityWords"] == words(page.select_one("[data-availability-words]"))
    assert [data["sizes"][side] for side in ("width", "depth", "height")] == [
        side.get_text() for side in page.select(".dimset__side b")
    ]


def test_contacts_stand_beside_the_buttons(client, chest):
    site = Site.objects.get(is_default_site=True)
    ContactSettings.objects.update_or_create(
        site=site, defaults={"phone": "+7 (812) 000-00-00", "email": "hello@example.com"}
    )

    buy = show(client, chest).select_one("form.buy")

    assert buy.select_one("a[href^='tel:']")["href"] == "tel:+78120000000"
    letter = buy.select_one("a[href^='mailto:']")["href"]
    assert letter.startswith("mailto:hello@example.com?subject=")
    assert "KR-900-OAK" in letter


def test_specification_has_sizes_facets_and_typed_rows(client):
    oak = make_value("facade", "oak", "Дуб")
    home = make_value("purpose", "home", "Домой")
    product = make_product(values=(oak, home))
    product.specs = [
        ("text", {"label": "Направляющие", "value": "с доводчиком"}),
        ("number", {"label": "Нагрузка", "value": Decimal("12.50"), "unit": "кг"}),
        ("yes_no", {"label": "Подсветка", "value": True}),
    ]
    product.save_revision().publish()

    rows = {words(row.th): words(row.td) for row in show(client, product).select(".stamp tr")}

    assert "1 160 × 480 × 820 мм" in rows.values()
    assert rows[home.facet.name] == "Домой"
    assert rows[oak.facet.name] == (oak.description or "Дуб")
    assert rows["Направляющие"] == "с доводчиком"
    assert rows["Нагрузка"] == "12,5 кг"
    assert "Подсветка" in rows


def test_related_are_of_the_category_or_material_and_can_be_had(client):
    oak, kitchens = make_value("facade", "oak", "Дуб"), make_category("Кухни", "kuhnya")
    product = make_product(name="Комод «А»", values=(oak,), stock=1)
    make_product(name="Комод «Рядом»", stock=1)
    make_product(name="Комод «Продан»")
    make_product(name="Комод «Черновик»", stock=1, live=False)
    make_product(name="Кухня «Дубовая»", category=kitchens, values=(oak,), sold_as="made_to_order")
    make_product(name="Кухня «Чужая»", category=kitchens, sold_as="made_to_order")

    names = [words(card) for card in show(client, product).select(".product__related .card__name")]

    assert names == ["Комод «Рядом»", "Кухня «Дубовая»"]


def test_related_are_four_at_most_and_no_row_stays_empty(client):
    product = make_product(stock=1)
    assert show(client, product).select_one(".product__related") is None

    for number in range(6):
        make_product(name=f"Комод № {number}", stock=1)

    assert len(show(client, product).select(".product__related .card")) == 4


def test_sketch_has_a_choice_of_its_own_and_tells_the_size(client):
    product = make_product(color_image=make_picture("Цвет"), bw_image=make_picture("Эскиз"))

    page = show(client, product)

    assert [radio["value"] for radio in page.select("input[name='view']")] == ["colour", "sketch"]
    assert "1160 × 480 × 820" in page.select_one(".gallery__sketch img")["alt"]


def test_without_sketch_and_model_there_is_colour_only(client):
    page = show(client, make_product(color_image=make_picture("Цвет")))

    assert page.select("input[name='view']") == []
    assert len(page.select(".gallery__slide img")) == 1


def test_model_waits_for_a_script_and_nothing_of_it_is_in_the_page(client):
    product = make_product(color_image=make_picture("Цвет"), model_3d=make_model3d())

    answer = client.get(product.url)
    page = BeautifulSoup(answer.content, "html.parser")

    assert page.select_one("[data-view-3d]").has_attr("hidden")
    assert page.select_one("[data-viewer]")["data-src"].endswith(".glb")
    assert page.select("model-viewer, script[src*='model-viewer'], link[href$='.glb']") == []
    assert "'wasm-unsafe-eval'" in answer.headers["Content-Security-Policy"]


def test_pictures_are_shown_once_each_with_the_chosen_finish_first(client):
    main, nut, detail = make_picture("Главная"), make_picture("Орех"), make_picture("Деталь")
    product = make_product(sku="P-1", color_image=main, finish_label="Дуб", picture=main)
    add_variant(product, "P-2", finish_label="Орех", picture=nut)
    ProductGalleryItem.objects.create(page=product, image=detail, caption="Ящик", sort_order=0)
    ProductGalleryItem.objects.create(page=product, image=main, caption="Ещё раз", sort_order=1)

    page = show(client, product, "?v=P-2")

    assert [slide["id"] for slide in page.select(".gallery__slide")] == [
        f"slide-{nut.pk}",
        f"slide-{main.pk}",
        f"slide-{detail.pk}",
    ]


def test_unpublished_product_is_not_found(client, chest):
    chest.unpublish()

    for visitor in (None, make_user(), make_admin()):
        if visitor:
            client.force_login(visitor)
        assert client.get(chest.url).status_code == 404


def test_product_without_variants_and_pictures_can_be_previewed():
    product = make_product(live=False)
    product.variants.update(is_active=False)

    answer = product.make_preview_request(preview_mode="page")

    assert answer.status_code == 200
    assert product.title in answer.rendered_content


def test_preview_shows_facets_and_gallery_that_are_not_saved(rf):
    product, shape, picture = (
        make_product(live=False),
        make_value("shape", "corner", "Угловая"),
        make_picture("Новая"),
    )
    product.facet_values = [shape]
    product.gallery = [ProductGalleryItem(image=picture, caption="Ещё не сохранена")]

    view = product_view(product, is_draft=True)

    assert [row.value for row in view.specs if not row.key] == ["Угловая"]
    assert [slide.key for slide in view.slides] == [f"slide-{picture.pk}"]
    assert product_view(ProductPage.objects.get(pk=product.pk)).slides == ()


def test_selector_takes_a_page_that_was_never_saved():
    assert product_view(ProductPage(title="Новый"), is_draft=True).chosen is None


def test_editors_text_cannot_leave_the_data_blocks(client):
    trick = "</script><script>alert(1)</script>"
    product = make_product(name=f"Комод {trick}", sku="X-1", finish_label="Дуб")
    add_variant(product, "X-2", finish_label=trick)

    answer = client.get(product.url).content.decode()

    assert "<script>alert(1)" not in answer
    assert len(re.findall(r"<script[^>]*application/ld\+json", answer)) == 2


@pytest.mark.parametrize("variants", [1, 30])
def test_number_of_queries_does_not_grow_with_variants(client, variants):
    oak = make_value("facade", "oak", "Дуб")
    product = make_product(values=(oak,), sku="Q-0", finish_label="0", color_image=make_picture("Цвет"))
    for number in range(1, variants):
        add_variant(product, f"Q-{number}", finish_label=str(number), finish_values=[oak])
    for number in range(3):
        make_product(
            name=f"Комод № {number}", stock=1, color_image=make_picture(f"К {number}"), values=(oak,)
        )

    assert_queries(client, product)


@pytest.mark.parametrize("products", [3, 300])
def test_number_of_queries_does_not_grow_with_the_catalogue(client, products):
    assert_queries(client, make_catalogue(products)[0])


def assert_queries(client, product):
    """10 for a visitor, 15 for a customer, who has a cart to count; root paths are cached before."""
    client.get(product.url)
    with CaptureQueriesContext(connection) as queries:
        client.get(product.url)
    assert len(queries) == 10

    client.force_login(make_user())
    client.get(product.url)
    with CaptureQueriesContext(connection) as queries:
        client.get(product.url)
    assert len(queries) == 15
