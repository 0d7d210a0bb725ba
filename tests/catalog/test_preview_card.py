"""The editor's preview of a card is the card of the listing with the draft's own fields over it."""

from dataclasses import replace
from decimal import Decimal

import pytest

from catalog.enums import FacetDisplay
from catalog.models import ProductPage, Variant
from catalog.selectors.cards import cards
from catalog.selectors.preview import draft_card
from catalog.services.variants import create_variant
from tests.factories.catalog import make_category, make_product, make_stock, make_value
from tests.factories.pictures import make_picture
from tests.factories.reviews import make_review

pytestmark = pytest.mark.django_db


@pytest.fixture
def chest() -> ProductPage:
    """The first variant is sold out; the second is cheaper, discounted and in stock."""
    oak = make_value("facade", "oak", "Дуб")
    oak.facet.display, oak.colour = FacetDisplay.SWATCHES, "#94a38d"
    oak.facet.save()
    oak.save()
    product = make_product(values=(oak, make_value("worktop", "stone")), color_image=make_picture())
    second = create_variant(
        product.pk,
        sku="WIDE",
        list_price=Decimal(50000),
        sold_as="ready_made",
        width_mm=1600,
        height_mm=820,
        depth_mm=480,
        size_label="1600",
    )
    make_stock(second, on_hand=1)
    Variant.objects.filter(pk=second.pk).update(current_price=Decimal(45000), old_price=Decimal(50000))
    for _number in range(3):
        make_review(product)
    return product


def test_preview_of_an_unchanged_product_is_its_card_in_the_listing(chest):
    card = draft_card(chest)

    assert card == cards([chest.pk])[0]
    assert (card.availability, card.old_price, card.rating) == ("in_stock", 50000, 5)
    assert (card.is_new, [swatch.name for swatch in card.swatches]) == (True, ["Дуб"])


def test_preview_shows_what_is_not_saved_yet(chest):
    listed = cards([chest.pk])[0]
    chest.title, chest.color_image, chest.bw_image = "Новый", make_picture("Другой"), make_picture("Эскиз")

    card = draft_card(chest)

    assert card.picture.src == chest.color_image.file.url
    assert card.sketch_url == chest.bw_image.file.url
    assert replace(card, name=listed.name, picture=listed.picture, sketch_url="") == listed


def test_preview_takes_a_page_that_was_never_saved():
    make_category()

    card = draft_card(ProductPage(title="Новый"))

    assert (card.name, card.price_from, card.picture, card.swatches) == ("Новый", None, None, ())
    assert card.is_new
