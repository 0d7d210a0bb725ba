"""Pictures, sketch and sizes of the product page."""

from decimal import Decimal

import pytest
from bs4 import BeautifulSoup

from catalog.services.variants import create_variant
from tests.factories.catalog import make_product
from tests.factories.pictures import make_picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def chest():
    """Drawn at 130 cm, sold at 100 and 160 too."""
    product = make_product(
        sku="K-130",
        width_mm=1300,
        size_label="130 см",
        color_image=make_picture("Цвет"),
        bw_image=make_picture("Эскиз"),
    )
    for width in (1000, 1600):
        create_variant(
            product.pk,
            sku=f"K-{width // 10}",
            list_price=Decimal(50000),
            sold_as="ready_made",
            size_label=f"{width // 10} см",
            width_mm=width,
            height_mm=820,
            depth_mm=480,
        )
    return product


def show(client, product, query=""):
    return BeautifulSoup(client.get(product.url + query).content, "html.parser")


def test_sizes_stand_from_narrow_to_wide_and_the_first_variant_is_chosen(client, chest):
    page = show(client, chest)

    assert [radio["value"] for radio in page.select("input[name='size']")] == ["100 см", "130 см", "160 см"]
    assert page.select_one("input[name='size'][checked]")["value"] == "130 см"


@pytest.mark.parametrize(("query", "is_told"), [("", False), ("?v=K-130", False), ("?v=K-160", True)])
def test_sketch_tells_its_size_when_another_is_chosen(client, chest, query, is_told):
    page = show(client, chest, query)
    remark = page.select_one(".gallery__remark")

    assert remark.has_attr("hidden") is not is_told
    assert "1 300 × 480 × 820 мм" in " ".join(remark.text.split())
    assert "1300 × 480 × 820" in page.select_one(".gallery__sketch img")["alt"]


def test_product_of_one_size_has_no_remark(client):
    page = show(client, make_product(color_image=make_picture("Цвет"), bw_image=make_picture("Эскиз")))

    assert page.select_one(".gallery__remark") is None


def test_counter_counts_what_the_thumbnails_show(client, chest):
    page = show(client, chest)

    assert len(page.select(".gallery__thumb")) == 2
    assert page.select_one(".gallery__position").text == "1 / 2"
