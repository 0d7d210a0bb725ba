from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.forms.models import model_to_dict
from wagtail.models import Page

from catalog.generation.rows import AXES, rows
from catalog.models import CategoryPage, ListedVariant, Picture, ProductPage, ProductSummary, Variant
from catalog.search import matching_ids
from catalog.services import summary
from inventory.models import StockItem, StockMovement
from tests.factories.catalog import make_product, make_site
from tests.factories.orders import make_order


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def generate(*arguments: str) -> str:
    out = StringIO()
    call_command("generate_catalogue", *arguments, stdout=out)
    return out.getvalue()


def test_rows_are_the_same_for_the_same_seed_and_begin_alike():
    assert list(rows(40)) == list(rows(60))[:40]
    assert list(rows(5, seed=2)) != list(rows(5))


def test_values_follow_zipf():
    made = list(rows(4000))

    for axis in ("category", "purpose", "shape", "worktop"):
        counts = [sum(getattr(row, axis) == value for row in made) for value in range(AXES[axis])]
        assert counts[0] == pytest.approx(2 * counts[1], rel=0.2)
        assert min(counts) > 0


@pytest.mark.django_db
def test_figures_are_those_that_the_services_would_count():
    make_site()

    generate("30", "--finishes", "3")

    for product in ProductPage.objects.all():
        written = model_to_dict(ProductSummary.objects.get(product=product))
        assert model_to_dict(summary.refresh(product.pk)) == written
        for variant in product.variants.all():
            pieces = variant.available_quantity
            assert variant.availability == variant.sold_as or variant.availability == (
                "in_stock" if pieces else "out_of_stock"
            )
    assert ListedVariant.objects.count() == Variant.objects.count() > 30


@pytest.mark.django_db
def test_tree_is_sound_and_pages_are_found_at_their_addresses(client):
    make_site()

    generate("30")

    assert Page.find_problems() == ([], [], [], [], [])
    for page in Page.objects.type(ProductPage).specific():
        parent = page.get_parent()
        assert page.url_path == f"{parent.url_path}{page.slug}/"
        assert page in ProductPage.objects.child_of(parent)
    product = ProductPage.objects.first()
    assert matching_ids(product.variants.first().sku) == [product.pk]


@pytest.mark.django_db
def test_stock_equals_its_movements():
    make_site()

    generate("40")

    for item in StockItem.objects.all():
        assert [move.on_hand_change for move in item.movements.all()] == [item.on_hand]
    assert StockMovement.objects.exists()


@pytest.mark.django_db
def test_clearing_takes_away_only_what_was_generated():
    kept = make_product(stock=2)
    generate("12")

    generate("--clear")

    assert list(ProductPage.objects.all()) == [kept]
    assert list(CategoryPage.objects.all()) == [kept.get_parent().specific]
    assert (StockItem.objects.count(), Picture.objects.count()) == (1, 0)


@pytest.mark.django_db
def test_what_was_ordered_is_not_taken_away_and_neither_is_the_rest():
    make_site()
    generate("5")
    before = Variant.objects.count()
    make_order({StockItem.objects.filter(on_hand__gt=0).first().variant.sku: 1})

    with pytest.raises(CommandError, match="ordered"):
        generate("--clear")

    assert Variant.objects.count() == before


@pytest.mark.django_db
def test_a_second_run_is_refused_until_cleared():
    make_site()
    generate("3")

    with pytest.raises(CommandError, match="--clear"):
        generate("3")
    generate("5", "--clear")

    assert ProductPage.objects.count() == 5


@pytest.mark.django_db
def test_nothing_to_do_is_said():
    with pytest.raises(CommandError, match="how many"):
        generate()
    with pytest.raises(CommandError, match="catalogue page"):
        generate("3")
