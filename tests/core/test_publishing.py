"""Pages go live and expire at their time; one that refuses does not hold up the others."""

from datetime import timedelta

import pytest
from wagtail.models import Page

from catalog.models import ListedVariant
from core import clock, outbox, publishing
from core.models import Outbox
from tests.factories.catalog import make_product

pytestmark = pytest.mark.django_db


def planned(name: str, **dates):
    """A product whose publication is approved for a minute ago."""
    page = make_product(name, live=False)
    page.go_live_at = clock.now() + timedelta(minutes=5)
    for field, value in dates.items():
        setattr(page, field, value)
    page.save_revision().publish()
    page.refresh_from_db()
    assert not page.live
    page.revisions.filter(approved_go_live_at__isnull=False).update(
        approved_go_live_at=clock.now() - timedelta(minutes=1)
    )
    revision = page.revisions.get(approved_go_live_at__isnull=False)
    revision.content["go_live_at"] = (clock.now() - timedelta(minutes=1)).isoformat()
    revision.save()
    return page


def is_live(page) -> bool:
    return Page.objects.get(pk=page.pk).live


def test_page_goes_live_at_its_time_once():
    page = planned("Комод «Снежный»")

    assert publishing.enqueue_scheduled() == 1
    outbox.drain()
    assert is_live(page)

    assert publishing.enqueue_scheduled() == 0
    assert Outbox.objects.filter(topic="page.publish").count() == 1


def test_page_that_may_not_be_published_is_told_and_the_others_go_on():
    refused = planned("Комод «Без цены»")
    refused.variants.update(is_active=False)
    fine = planned("Комод «Снежный»")

    publishing.enqueue_scheduled()
    outbox.drain()
    publishing.enqueue_scheduled()
    outbox.drain()

    assert (is_live(refused), is_live(fine)) == (False, True)
    row = Outbox.objects.get(dead_at__isnull=False)
    assert row.topic == "page.publish"
    assert row.error.startswith("GiveUp: ")
    assert row.attempts == 1

    refused.variants.update(is_active=True)
    outbox.send_again(row.pk)
    outbox.drain()
    assert is_live(refused)


def test_page_published_by_hand_in_the_meantime_is_left_alone():
    page = planned("Комод «Снежный»")
    publishing.enqueue_scheduled()
    page.get_latest_revision().publish()
    Page.objects.filter(pk=page.pk).update(title="Комод «Правленый»")

    outbox.drain()

    assert Page.objects.get(pk=page.pk).title == "Комод «Правленый»"
    assert not Outbox.objects.filter(done_at=None).exists()


def test_page_expires_at_its_time():
    page = make_product("Комод «Летний»")
    stays = make_product("Комод «Вечный»")
    Page.objects.filter(pk=page.pk).update(expire_at=clock.now() - timedelta(minutes=1))

    assert publishing.enqueue_scheduled() == 1
    outbox.drain()

    assert (is_live(page), is_live(stays)) == (False, True)
    assert Page.objects.get(pk=page.pk).expired
    assert list(ListedVariant.objects.values_list("product_id", flat=True)) == [stays.pk]
    assert publishing.enqueue_scheduled() == 0


def test_page_whose_expiry_was_moved_stays():
    page = make_product("Комод «Летний»")
    Page.objects.filter(pk=page.pk).update(expire_at=clock.now() - timedelta(minutes=1))
    publishing.enqueue_scheduled()
    Page.objects.filter(pk=page.pk).update(expire_at=clock.now() + timedelta(days=1))

    outbox.drain()

    assert is_live(page)
