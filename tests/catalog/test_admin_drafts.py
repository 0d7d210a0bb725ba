"""A draft that came to nothing can go; whatever visitors saw or a store held stays."""

import pytest
from django.urls import reverse

from catalog.errors import DraftInUse
from catalog.models import ProductHistory, ProductPage, Variant
from catalog.services.products import delete_draft
from istok.roles import MANAGER
from tests.factories.catalog import make_product
from tests.factories.people import make_editor, make_staff

pytestmark = pytest.mark.django_db


def counts() -> tuple[int, int, int]:
    return ProductPage.objects.count(), Variant.objects.count(), ProductHistory.objects.count()


def test_an_editor_is_asked_and_deletes_a_draft_with_its_variants(client):
    client.force_login(make_editor())
    page = make_product("Проба", live=False, sku="EYE-1")

    asked = client.post(reverse("wagtailadmin_pages:delete", args=[page.pk]), follow=True)
    kept = counts()
    client.post(asked.redirect_chain[-1][0])

    assert "EYE-1" in asked.content.decode()
    assert (kept, counts()) == ((1, 1, 1), (0, 0, 0))


@pytest.mark.parametrize("state", ["live", "unpublished", "stocked"])
def test_what_was_seen_or_held_is_not_deleted(client, state):
    client.force_login(make_editor())
    page = make_product(live=state != "stocked", stock=1 if state == "stocked" else 0)
    if state == "unpublished":
        page.unpublish()
    before = counts()

    client.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
    direct = client.post(reverse("catalog_admin:delete_draft", args=[page.pk]))
    with pytest.raises(DraftInUse):
        delete_draft(page.pk)

    assert direct.status_code == 404
    assert counts() == before


def test_others_delete_no_draft(client):
    client.force_login(make_staff(MANAGER))
    page = make_product(live=False)

    response = client.post(reverse("catalog_admin:delete_draft", args=[page.pk]))

    assert (response.status_code, counts()) == (403, (1, 1, 1))
