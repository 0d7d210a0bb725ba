from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.images import ImageFile
from wagtail.images.tests.utils import get_test_image_file

from catalog.enums import FacetDisplay, SoldAs
from catalog.models import Picture, ProductPage, Rendition, Variant
from catalog.renditions import ROLES
from catalog.selectors.cards import cards
from catalog.services.variants import create_variant
from core import clock
from tests.factories.catalog import make_product, make_value

pytestmark = pytest.mark.django_db


def make_picture(title="Комод") -> Picture:
    file = get_test_image_file(filename=f"{title}.png", size=(800, 600))
    return Picture.objects.create(
        title=title, file=ImageFile(file, name=f"{title}.png"), width=800, height=600
    )


def finish(code: str, name: str, colour: str = "#94a38d"):
    value = make_value("facade", code, name)
    value.name, value.colour = name, colour
    value.save()
    value.facet.display = FacetDisplay.SWATCHES
    value.facet.save()
    return value


def test_card_tells_the_cheapest_price_and_the_size_that_costs_it():
    product = make_product(price=64200, width_mm=1160)
    create_variant(
        product.pk,
        sku="WIDE",
        size_label="1600",
        sold_as=SoldAs.MADE_TO_ORDER,
        list_price=Decimal(50000),
        width_mm=1600,
        height_mm=820,
        depth_mm=480,
    )
    Variant.objects.filter(sku="WIDE").update(current_price=Decimal("45000"), old_price=Decimal("50000"))

    card = cards([product.pk])[0]

    assert (card.price_from, card.old_price, card.has_many_prices) == (45000, 50000, True)
    assert (card.width_mm, card.availability) == (1600, "made_to_order")
    assert card.url == "/catalog/komod/komod-zimniy/"


@pytest.fixture
def chest():
    """Oak, which its page opens with, and walnut in two sizes, with a picture of its own."""
    oak, walnut = finish("oak", "Дуб"), finish("walnut", "Орех")
    product = make_product(
        sku="OAK", price=50000, finish_label="Дуб", values=(oak,), color_image=make_picture()
    )
    picture = make_picture("Орех")
    for sku, width, price in (("WALNUT-L", 1600, 70000), ("WALNUT-S", 900, 60000)):
        create_variant(
            product.pk, sku=sku, size_label=sku, finish_label="Орех", list_price=Decimal(price),
            width_mm=width, height_mm=820, depth_mm=480, sold_as=SoldAs.MADE_TO_ORDER,
            finish_values=[walnut], picture=picture,
        )  # fmt: skip
    return product


def test_card_speaks_of_the_variants_that_were_asked_for(chest):
    walnuts = set(chest.variants.filter(finish_label="Орех").values_list("pk", flat=True))

    card = cards([chest.pk], matching=walnuts)[0]

    assert card.url == "/catalog/komod/komod-zimniy/?v=WALNUT-S"
    assert (card.price_from, card.width_mm, card.has_many_prices) == (60000, 900, True)
    assert card.availability == "made_to_order"
    assert "Orekh" in card.picture.src
    assert [swatch.name for swatch in card.swatches] == ["Орех", "Дуб"]


def test_card_stays_with_what_its_page_opens_with_when_that_was_asked_for_too(chest):
    everything = set(chest.variants.values_list("pk", flat=True))

    assert cards([chest.pk], matching=everything) == cards([chest.pk])


def test_card_leads_to_the_sku_that_was_typed(chest):
    card = cards([chest.pk], sku="WALNUT-L")[0]

    assert card.url.endswith("?v=WALNUT-L")
    assert (card.price_from, card.has_many_prices) == (70000, False)
    assert cards([chest.pk], sku="NOTHING") == cards([chest.pk])


def test_card_shows_three_finishes_and_counts_the_rest():
    values = [finish(code, code.upper()) for code in ("one", "two", "three", "four", "five")]
    product = make_product(values=tuple(values))

    card = cards([product.pk])[0]

    assert [(swatch.name, swatch.colour) for swatch in card.swatches] == [
        ("ONE", "#94a38d"),
        ("TWO", "#94a38d"),
        ("THREE", "#94a38d"),
    ]
    assert card.more_swatches == 2


def test_cards_keep_the_order_and_leave_out_drafts():
    first, draft, last = make_product("А"), make_product("Б", live=False), make_product("В")

    assert [card.pk for card in cards([last.pk, draft.pk, first.pk])] == [last.pk, first.pk]


def test_card_is_new_for_thirty_days():
    product = make_product()

    assert cards([product.pk])[0].is_new
    with clock.hold(clock.now() + timedelta(days=31)):
        assert not cards([product.pk])[0].is_new


@pytest.mark.parametrize("count", [1, 3])
def test_cards_take_one_query_however_many(count, django_assert_num_queries, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    picture, sketch = make_picture(), make_picture("Эскиз")
    for spec in ROLES["card"].specs:
        Rendition.objects.create(
            image=picture, filter_spec=spec, width=1, height=1, file="made.avif", focal_point_key=""
        )
    value = finish("oak", "Дуб")
    pks = [make_product(f"Комод {number}", values=(value,)).pk for number in range(count)]
    ProductPage.objects.update(color_image=picture, bw_image=sketch)
    cards(pks)

    with django_assert_num_queries(1):
        shown = cards(pks)

    assert [card.picture.sources[0][0] for card in shown] == ["image/avif"] * count
    assert [card.sketch_url for card in shown] == [sketch.file.url] * count
