"""What search engines read is what visitors read."""

import json
from decimal import Decimal

import extruct
import pytest
from bs4 import BeautifulSoup

from catalog.services.variants import create_variant
from tests.factories.catalog import make_product, make_value
from tests.factories.pictures import make_picture
from tests.factories.reviews import make_review

pytestmark = pytest.mark.django_db


def read(client, product, query=""):
    """(the Product of the page's structured data, the page)."""
    html = client.get(product.url + query).content.decode()
    found = extruct.extract(html, syntaxes=["json-ld"])["json-ld"]
    return next(item for item in found if item["@type"] == "Product"), BeautifulSoup(html, "html.parser")


def add_variant(product, sku, price, **fields):
    sizes = {"width_mm": 1600, "height_mm": 820, "depth_mm": 480}
    return create_variant(
        product.pk, sku=sku, list_price=Decimal(price), **{**sizes, "sold_as": "ready_made", **fields}
    )


def test_product_is_told_with_sizes_brand_and_material(client):
    oak = make_value("facade", "jsonld-oak", "Дуб")
    picture = make_picture("Комод")
    product = make_product(name="Комод «Север»", sku="KS-1", values=(oak,), color_image=picture)
    product.description = "Шесть ящиков."
    product.save_revision().publish()

    facts, _page = read(client, product)

    assert (facts["name"], facts["sku"], facts["description"]) == ("Комод «Север»", "KS-1", "Шесть ящиков.")
    assert facts["brand"] == {"@type": "Brand", "name": "ИСТОК"}
    assert facts["material"] == "Дуб"
    assert {side: facts[side]["value"] for side in ("width", "depth", "height")} == {
        "width": 1160,
        "depth": 480,
        "height": 820,
    }
    assert facts["width"]["unitCode"] == "MMT"
    assert facts["image"] == [f"http://testserver{picture.file.url}"]


def test_price_is_the_price_of_the_page(client):
    product = make_product(price=Decimal("64200.50"), stock=1)

    facts, page = read(client, product)

    shown = page.select_one("[data-price]").get_text()
    assert facts["offers"]["price"] == "64200.50"
    assert "".join(char for char in shown if char.isdigit()) == "6420050"
    assert facts["offers"]["priceCurrency"] == "RUB"
    assert facts["offers"]["url"] == f"http://testserver{product.url}?v={facts['sku']}"


def test_several_variants_are_offered_one_by_one(client):
    product = make_product(sku="A-1", price=64200, size_label="116")
    add_variant(product, "A-2", 88000, size_label="160")

    for sku in ("A-1", "A-2"):
        facts, page = read(client, product, f"?v={sku}")
        offers = facts["offers"]
        assert (offers["@type"], offers["lowPrice"], offers["highPrice"], offers["offerCount"]) == (
            "AggregateOffer",
            "64200.00",
            "88000.00",
            2,
        )
        price = next(offer["price"] for offer in offers["offers"] if offer["sku"] == sku)
        shown = page.select_one("[data-price]").get_text()
        assert "".join(char for char in shown if char.isdigit()) == price.removesuffix(".00")


@pytest.mark.parametrize(
    ("sold_as", "stock", "expected"),
    [
        ("ready_made", 2, "InStock"),
        ("ready_made", 0, "OutOfStock"),
        ("made_to_order", 0, "MadeToOrder"),
        ("preorder", 0, "PreOrder"),
    ],
)
def test_availability_is_never_better_than_the_truth(client, sold_as, stock, expected):
    facts, _page = read(client, make_product(sold_as=sold_as, stock=stock))

    assert facts["offers"]["availability"] == f"https://schema.org/{expected}"


def test_rating_is_told_only_when_it_is_shown(client):
    product = make_product()
    make_review(product, rating=5)
    make_review(product, rating=4)
    facts, _page = read(client, product)
    assert "aggregateRating" not in facts
    assert "review" not in facts

    make_review(product, rating=4, comment="Рисунок дерева идёт через все ящики")

    facts, page = read(client, product)
    assert (facts["aggregateRating"]["ratingValue"], facts["aggregateRating"]["reviewCount"]) == (4.3, 3)
    assert facts["review"][0]["reviewBody"] == "Рисунок дерева идёт через все ящики"
    assert page.select_one(".reviews__average")


def test_closing_tag_in_a_text_stays_inside(client):
    trick = "</script><script>alert(1)</script>"
    product = make_product(name=f"Комод {trick}")
    for _number in range(3):
        make_review(product, comment=trick)

    facts, page = read(client, product)

    assert facts["name"] == f"Комод {trick}"
    assert facts["review"][0]["reviewBody"] == trick
    assert [script for script in page.select("script:not([src])") if not script.get("type")] == []


def test_product_without_variants_makes_no_offer(client):
    product = make_product()
    product.variants.update(is_active=False)

    facts, _page = read(client, product)

    assert "offers" not in facts
    assert "sku" not in facts


def test_social_networks_get_title_text_and_picture(client):
    product = make_product(color_image=make_picture("Комод"))
    product.search_description = "Комод по вашим размерам"
    product.save_revision().publish()

    page = read(client, product)[1]
    told = {tag["property"]: tag["content"] for tag in page.select("meta[property^='og:']")}

    assert told["og:title"] == product.title
    assert told["og:description"] == "Комод по вашим размерам"
    assert told["og:image"].startswith("http://testserver/media/")
    assert (
        told["og:url"]
        == page.select_one("link[rel='canonical']")["href"]
        == f"http://testserver{product.url}"
    )
    assert json.dumps(told)
