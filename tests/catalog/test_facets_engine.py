"""The facet engine against a plain loop, over random catalogues."""

import random
from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import connection
from wagtail.models import PageViewRestriction

from catalog.enums import Availability, Sort
from catalog.facets.dictionary import SHOWN_AVAILABILITY
from catalog.facets.engine import PAGE_SIZE, SqlEngine
from catalog.facets.filters import Filters
from catalog.models import CategoryPage, Facet, ListedKey, ListedVariant, Model3D, ProductPage, Variant
from catalog.selectors.dictionary import read_dictionary
from catalog.services.listing import relist, relist_everything
from catalog.services.variants import create_variant
from tests.factories.catalog import make_category, make_product, make_value

from . import listing_oracle as oracle

pytestmark = pytest.mark.django_db

PAGE_FACETS = {"purpose": ["home", "office", "kids"], "shape": ["straight", "corner"]}
FINISH_FACETS = {"facade": ["mdf", "oak", "walnut"], "worktop": ["quartz", "oak"]}
PRICES = [9990, 10000, 19999, 40000, 64200, 220000]


def random_catalogue(dice: random.Random, size: int) -> None:
    """Products in nested categories, one to three variants each, some hidden in every way there is."""
    kitchens = make_category("Кухни", "kitchen")
    categories = [
        kitchens,
        make_category("Угловые кухни", "corner-kitchen", parent=kitchens),
        make_category("Комоды", "komod"),
        make_category("Пустые", "empty"),
        make_category("Снятые", "withdrawn"),
        make_category("Закрытые", "private"),
    ]
    values = {
        code: [make_value(code, value) for value in codes]
        for code, codes in (PAGE_FACETS | FINISH_FACETS).items()
    }
    model = Model3D.objects.create(title="Модель", file="a.glb")
    for number in range(size):
        page_values = tuple(dice.choice(values[code]) for code in PAGE_FACETS if dice.random() < 0.8)
        product = make_product(
            f"Товар {number}",
            category=dice.choice([*categories[:3], *categories[4:]]),
            price=dice.choice(PRICES),
            values=page_values,
            live=dice.random() < 0.9,
        )
        first = product.variants.get()
        first.finish_values.set(finishes(dice, values))
        for extra in range(dice.choice([0, 0, 1, 2])):
            create_variant(
                product.pk,
                sku=f"X-{number}-{extra}",
                size_label=str(extra),
                list_price=Decimal(dice.choice(PRICES)),
                finish_values=finishes(dice, values),
                width_mm=1000,
                height_mm=800,
                depth_mm=400,
                is_active=dice.random() < 0.8,
            )
        if dice.random() < 0.4:
            product.model_3d = model
            product.save()
        for variant in product.variants.filter(is_active=True):
            variant.availability = dice.choice(SHOWN_AVAILABILITY)
            variant.save()
        relist([product.pk])
    CategoryPage.objects.get(slug="withdrawn").unpublish()
    PageViewRestriction.objects.create(page=categories[5], restriction_type="login")
    if product := ProductPage.objects.live().first():
        PageViewRestriction.objects.create(page=product, restriction_type="login")


def finishes(dice: random.Random, values: dict) -> list:
    return [dice.choice(values[code]) for code in FINISH_FACETS if dice.random() < 0.8]


def random_filters(dice: random.Random) -> Filters:
    def some(codes):
        return tuple(sorted(dice.sample(codes, dice.choice([1, 1, 2]))))

    facets = PAGE_FACETS | FINISH_FACETS
    return Filters(
        categories=some(["kitchen", "corner-kitchen", "komod", "empty"]) if dice.random() < 0.3 else (),
        facets=tuple((code, some(codes)) for code, codes in facets.items() if dice.random() < 0.35),
        price_from=Decimal(dice.choice(PRICES)) if dice.random() < 0.25 else None,
        price_to=Decimal(dice.choice(PRICES)) if dice.random() < 0.25 else None,
        availability=some(list(SHOWN_AVAILABILITY)) if dice.random() < 0.3 else (),
        has_3d=dice.random() < 0.2,
    )


@pytest.mark.parametrize("seed", range(4))
def test_engine_agrees_with_a_plain_loop(seed):
    dice = random.Random(seed)
    random_catalogue(dice, size=26)
    within = CategoryPage.objects.get(slug="kitchen") if seed % 2 else None
    found = oracle.offers(within)
    known = read_dictionary()
    top = next((category for category in known.categories if within and category.pk == within.pk), None)

    for _ in range(40):
        filters = random_filters(dice)
        if within:
            filters = replace(filters, categories=())
        listing = SqlEngine(known, within=top).search(filters)

        assert set(listing.product_ids) == oracle.products(found, filters)
        assert listing.total == len(oracle.products(found, filters))
        asked = [offer for offer in found if oracle.passes(offer, filters)]
        assert [offer for offer in found if speaks_for(listing, offer)] == asked
        assert listing.whole == len({offer.product for offer in found})
        expected = oracle.counts(found, filters)
        expected["category"] = {slug: expected["category"][slug] for slug in listing.counts["category"]}
        assert listing.counts == expected
        assert_prices(listing, [offer.price for offer in found if oracle.passes(offer, filters, but="price")])
        assert_relaxations(listing, found, filters)


def speaks_for(listing, offer) -> bool:
    """Whether a card of the page may show this variant."""
    is_chosen = listing.matching is None or offer.variant in listing.matching
    return offer.product in listing.product_ids and is_chosen


def assert_prices(listing, prices):
    assert (listing.prices.low, listing.prices.high) == (min(prices, default=None), max(prices, default=None))
    if listing.prices.bars:
        assert sum(bar.count for bar in listing.prices.bars) == len(prices)


def assert_relaxations(listing, found, filters):
    if listing.total:
        assert listing.relaxations == ()
        return
    chosen = [*dict(filters.facets), "category", "availability", "has_3d", "price"]
    helpful = {dimension: len(oracle.products(found, filters, but=dimension)) for dimension in chosen}
    if not any(helpful.values()):
        helpful = {dimension: len(oracle.products(found, filters.only(dimension))) for dimension in chosen}
        unused = [dimension for dimension in chosen if filters.only(dimension) == Filters()]
        helpful = {dimension: count for dimension, count in helpful.items() if dimension not in unused}
    assert {item.dimension: item.count for item in listing.relaxations} == {
        dimension: count for dimension, count in helpful.items() if count
    }


def test_every_count_is_the_length_of_the_list_it_leads_to():
    dice = random.Random(99)
    random_catalogue(dice, size=20)
    known = read_dictionary()

    for _ in range(8):
        filters = random_filters(dice)
        listing = SqlEngine(known).search(filters)
        for dimension, values in listing.counts.items():
            for value, count in values.items():
                led_to = SqlEngine(known).search(filters.choosing(dimension, [value]))
                assert led_to.total == count, (filters, dimension, value)


def test_two_finish_facets_hold_for_one_variant():
    oak, quartz = make_value("facade", "oak"), make_value("worktop", "quartz")
    product = make_product(values=(oak,))
    create_variant(
        product.pk,
        sku="OTHER",
        size_label="L",
        list_price=Decimal(10),
        finish_values=[quartz],
        width_mm=1,
        height_mm=1,
        depth_mm=1,
    )
    both = Filters(facets=(("facade", ("oak",)), ("worktop", ("quartz",))))

    listing = SqlEngine(read_dictionary()).search(both)

    assert listing.total == 0
    assert {item.dimension: item.count for item in listing.relaxations} == {"facade": 1, "worktop": 1}


def test_a_shop_without_products_answers_an_empty_list():
    make_category()

    listing = SqlEngine(read_dictionary()).search(Filters())

    assert (listing.product_ids, listing.total, listing.whole, listing.page_count) == ((), 0, 0, 1)
    assert listing.prices.low is None


def test_orders_follow_what_the_cards_show():
    cheap, dear, middle = (make_product(f"Комод {price}", price=price) for price in (100, 900, 500))
    known = read_dictionary()

    def ids(sort):
        return list(SqlEngine(known).search(Filters(sort=sort)).product_ids)

    assert ids(Sort.CHEAPER) == [cheap.pk, middle.pk, dear.pk]
    assert ids(Sort.DEARER) == [dear.pk, middle.pk, cheap.pk]
    assert ids(Sort.NEW) == [middle.pk, dear.pk, cheap.pk]
    assert ids("") == [cheap.pk, dear.pk, middle.pk]


def test_pages_part_the_list_without_repeats():
    made = {make_product(f"Комод {number}").pk for number in range(PAGE_SIZE + 3)}
    known = read_dictionary()

    first = SqlEngine(known).search(Filters())
    second = SqlEngine(known).search(Filters(page=2))

    assert (len(first.product_ids), len(second.product_ids), first.page_count) == (PAGE_SIZE, 3, 2)
    assert {*first.product_ids, *second.product_ids} == made


def test_search_keeps_the_order_of_relevance_unless_another_is_asked():
    story = make_product("Стеллаж «Нева»", price=100)
    ProductPage.objects.filter(pk=story.pk).update(description="Рядом с комодом")
    ProductPage.objects.get(pk=story.pk).save()
    title = make_product("Комод «Зимний»", price=900)
    known = read_dictionary()

    relevant = SqlEngine(known).search(Filters(q="комод"))
    cheaper = SqlEngine(known).search(Filters(q="комод", sort=Sort.CHEAPER))

    assert relevant.product_ids[0] == title.pk
    assert list(cheaper.product_ids) == sorted(cheaper.product_ids, key=lambda pk: pk != story.pk)
    assert SqlEngine(known).search(Filters(q="нет такого слова")).total == 0


def test_lists_follow_every_change_at_once():
    oak = make_value("facade", "oak")
    product = make_product(values=(oak,), stock=1)
    other = make_category("Стеллажи", "shelf")

    def seen(**filters):
        return SqlEngine(read_dictionary()).search(Filters(**filters)).total

    assert seen(facets=(("facade", ("oak",)),), availability=(Availability.IN_STOCK,)) == 1
    product.move(other, pos="last-child")
    assert (seen(categories=("shelf",)), seen(categories=("komod",))) == (1, 0)
    oak.facet.is_active = False
    oak.facet.save()
    assert "facade" not in SqlEngine(read_dictionary()).search(Filters()).counts
    ProductPage.objects.get(pk=product.pk).unpublish()
    assert seen() == 0
    ProductPage.objects.get(pk=product.pk).save_revision().publish()
    assert seen() == 1
    Facet.objects.update(is_active=True)
    Variant.objects.get(product=product).finish_values.clear()
    assert seen(facets=(("facade", ("oak",)),)) == 0


@pytest.mark.parametrize("count", [3, 30])
def test_a_listing_is_one_statement_and_an_empty_one_two(count, django_assert_num_queries):
    for number in range(count):
        make_product(f"Комод {number}", values=(make_value("facade", "oak"), make_value("shape", "corner")))
    known = read_dictionary()

    with django_assert_num_queries(1):
        SqlEngine(known).search(Filters(facets=(("facade", ("oak",)),)))
    with django_assert_num_queries(2):
        SqlEngine(known).search(Filters(facets=(("facade", ("oak",)),), price_from=Decimal(10**6)))
    with django_assert_num_queries(1):
        read_dictionary()


def test_rows_of_the_listing_can_be_written_again_whole():
    random_catalogue(random.Random(7), size=12)
    before = set(ListedKey.objects.values_list("variant_id", "key", "is_first"))
    rows = ListedVariant.objects.count()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM catalog_listedkey")

    relist_everything()

    assert set(ListedKey.objects.values_list("variant_id", "key", "is_first")) == before
    assert ListedVariant.objects.count() == rows
