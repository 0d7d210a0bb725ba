"""Price campaigns: what products cost meanwhile, and which old price may be crossed out."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup

from catalog.models import ListedVariant, ProductHistory, ProductPage, ProductSummary, Variant
from catalog.selectors.cards import cards
from catalog.services.prices import set_campaign_prices
from catalog.services.variants import create_variant, update_variant
from core import clock
from promotions.errors import RaisedBeforeCampaign
from promotions.models import Promotion
from promotions.services import delete_promotion, update_promotion
from promotions.services.prices import apply_prices
from tests.factories.catalog import make_category, make_product, make_value
from tests.factories.promotions import make_promotion

pytestmark = pytest.mark.django_db
MARCH = datetime(2027, 3, 1, 9, tzinfo=UTC)
SIZES = {"width_mm": 1, "height_mm": 1, "depth_mm": 1}


def sold_since(days: int, *, price=10000, **fields) -> Variant:
    """A variant that has cost `price` for so many days on the first of March."""
    with clock.hold(MARCH - timedelta(days=days)):
        return make_product(price=price, **fields).variants.get()


def set_list_price(variant: Variant, price: int, *, days_ago: int = 0) -> Variant:
    with clock.hold(MARCH - timedelta(days=days_ago)):
        variant.refresh_from_db()
        return update_variant(variant.pk, version=variant.version, list_price=Decimal(price))


def campaign(value=30, **fields) -> Promotion:
    """30 % off prices from the first of March on."""
    with clock.hold(MARCH):
        return make_promotion(benefit="price", value=value, **{"start_date": MARCH.date(), **fields})


def prices(variant: Variant) -> tuple:
    return Variant.objects.values_list("current_price", "old_price").get(pk=variant.pk)


def apply(moment=MARCH) -> int:
    with clock.hold(moment):
        return apply_prices()


def test_a_campaign_lowers_prices_while_it_runs_and_gives_them_back():
    variant = sold_since(60, price=64200)
    campaign(end_date=datetime(2027, 3, 7).date())
    before, after = datetime(2027, 2, 28, 20, 59, tzinfo=UTC), datetime(2027, 3, 7, 21, 0, tzinfo=UTC)

    assert (apply(before), prices(variant)) == (0, (64200, None))
    assert (apply(), prices(variant)) == (1, (44940, 64200))
    assert apply() == 0
    assert (apply(after), prices(variant)) == (1, (64200, None))

    history = ProductHistory.objects.filter(variant=variant).order_by("pk")
    assert list(history.values_list("product_price", flat=True)) == [64200, 44940, 64200]


def test_lists_and_pages_follow_in_the_same_moment(client):
    variant = sold_since(60, price=64200)
    campaign()
    apply()

    card = cards([variant.product_id])[0]
    page = BeautifulSoup(client.get(variant.product.get_url()).content, "html.parser")

    assert (card.price_from, card.old_price) == (44940, 64200)
    assert ProductSummary.objects.get().price_from == 44940
    assert ListedVariant.objects.get().price_kopecks == 4494000
    assert "64\u00a0200\u00a0₽" in page.select_one("[data-old-price]").text
    assert not page.select_one("[data-old-price]").has_attr("hidden")


def test_only_what_fits_and_what_differs_is_touched(django_assert_num_queries):
    oak = make_value("facade", "oak")
    chest, shelf = (
        sold_since(60, values=(oak,)),
        sold_since(60, category=make_category("Стеллажи", "stellazh")),
    )
    other = sold_since(60)
    campaign(values=[oak])
    campaign(10, categories=[make_category("Стеллажи", "stellazh")])
    campaign(50, products=[ProductPage.objects.get(pk=other.product_id)], active=False)

    assert apply() == 2
    assert [prices(each)[0] for each in (chest, shelf, other)] == [7000, 9000, 10000]
    with django_assert_num_queries(
        7
    ):  # the campaigns, the paths of one, variants and history of each, the rest
        assert apply() == 0


def test_the_lowest_price_of_several_campaigns_wins():
    variant = sold_since(60)
    best = campaign(30)
    campaign(10)
    apply()
    assert prices(variant) == (7000, 10000)

    with clock.hold(MARCH):
        update_promotion(best.pk, version=1, active=False)
    apply()

    assert prices(variant) == (9000, 10000)


def test_the_old_price_is_the_lowest_of_thirty_days_before():
    variant = sold_since(90, price=9000)
    set_list_price(variant, 12000, days_ago=40)
    set_list_price(variant, 9500, days_ago=20)
    set_list_price(variant, 9400, days_ago=10)
    campaign()
    apply()

    assert prices(variant) == (6580, 9400)


def test_the_price_in_force_when_the_window_opens_counts():
    variant = sold_since(90, price=12000)
    campaign()
    apply()

    assert prices(variant) == (8400, 12000)


def test_nothing_is_crossed_out_that_nobody_has_paid():
    new = sold_since(0)
    campaign()
    apply(MARCH + timedelta(hours=1))

    assert prices(new) == (7000, None)


def test_one_campaign_after_another_compares_with_the_first():
    variant = sold_since(60)
    campaign(20, start_date=datetime(2027, 2, 10).date(), end_date=datetime(2027, 2, 28).date())
    apply(datetime(2027, 2, 10, 9, tzinfo=UTC))
    assert prices(variant) == (8000, 10000)

    campaign(20)
    apply()
    assert prices(variant) == (8000, None)

    campaign(30)
    apply()
    assert prices(variant) == (7000, 8000)


def test_raising_the_price_for_a_day_first_is_refused():
    cheat, honest = sold_since(60, sku="CHEAT"), sold_since(60, sku="HONEST")
    set_list_price(cheat, 14000, days_ago=1)
    set_list_price(honest, 14000, days_ago=31)

    with pytest.raises(RaisedBeforeCampaign) as refused:
        campaign()

    assert refused.value.skus == ["CHEAT"]
    assert "CHEAT" in refused.value.fields["start_date"]
    assert not Promotion.objects.exists()
    assert campaign(active=False).active is False


def test_a_campaign_that_runs_can_still_be_corrected():
    variant = sold_since(60)
    running = campaign()
    set_list_price(variant, 14000)

    with clock.hold(MARCH):
        update_promotion(running.pk, version=1, title="Иначе")
        with pytest.raises(RaisedBeforeCampaign):
            update_promotion(running.pk, version=2, value=Decimal(40))


def test_a_new_list_price_keeps_the_campaign():
    variant = sold_since(60)
    campaign()
    apply()

    with clock.hold(MARCH):
        changed = set_list_price(variant, 8000)

    assert (changed.current_price, changed.old_price) == (5600, 10000)
    assert prices(variant) == (5600, 10000)
    latest = ProductHistory.objects.filter(variant=variant).order_by("pk")
    assert list(latest.values_list("product_price", flat=True)) == [10000, 7000, 5600]
    assert ProductSummary.objects.get().price_from == 5600


def test_another_change_of_a_variant_leaves_its_price_alone():
    variant = sold_since(60)
    campaign()
    apply()

    with clock.hold(MARCH):
        update_variant(variant.pk, version=1, lead_days=5)
        second = create_variant(
            variant.product_id, sku="NEW", size_label="2", list_price=Decimal(100), **SIZES
        )

    assert prices(variant) == (7000, 10000)
    assert prices(second) == (70, None)


def test_saving_and_deleting_a_campaign_prices_at_once(django_capture_on_commit_callbacks):
    variant = sold_since(60)
    with clock.hold(MARCH):
        with django_capture_on_commit_callbacks(execute=True):
            promotion = make_promotion(benefit="price", value=30, start_date=MARCH.date())
        assert prices(variant) == (7000, 10000)

        with django_capture_on_commit_callbacks(execute=True):
            delete_promotion(promotion.pk)
        assert prices(variant) == (10000, None)


def test_prices_set_twice_are_written_once():
    variant = sold_since(60)

    assert set_campaign_prices(variant.product_id, {variant.pk: None}) == 0
    assert ProductHistory.objects.filter(variant=variant).count() == 1


def test_goods_whose_category_is_gone_keep_their_price():
    variant = sold_since(60)
    promotion = campaign(categories=[make_category("Прочее", "prochee")])
    make_category("Прочее", "prochee").delete()
    apply()

    assert Promotion.objects.get().scope == promotion.scope
    assert prices(variant) == (10000, None)
