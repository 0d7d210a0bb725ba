"""An editor sets the time at which a product goes live."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from catalog.models import ProductPage
from core import clock, outbox, publishing
from tests.factories.catalog import make_product
from tests.factories.people import make_editor

from .test_admin_products import illustrated, page_form

pytestmark = pytest.mark.django_db


def let_a_day_pass(page: ProductPage) -> None:
    """The clocks of Wagtail cannot be held, so what is set for tomorrow is moved to yesterday."""
    past = clock.now() - timedelta(days=1)
    revision = page.revisions.get(approved_go_live_at__isnull=False)
    revision.approved_go_live_at = past
    revision.content["go_live_at"] = past.isoformat()
    revision.save()


def test_product_goes_live_at_the_time_set_in_its_editor(client):
    client.force_login(make_editor())
    page = illustrated(make_product(live=False))
    tomorrow = timezone.localtime(clock.now() + timedelta(hours=23)).strftime("%Y-%m-%d %H:%M")

    client.post(
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        page_form(page, go_live_at=tomorrow, expire_at="", **{"action-publish": "1"}),
    )
    page.refresh_from_db()
    before = page.live, page.approved_schedule
    let_a_day_pass(page)
    publishing.enqueue_scheduled()
    outbox.drain()

    assert before == (False, True)
    assert ProductPage.objects.get().live
