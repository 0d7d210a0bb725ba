"""From a list of the catalogue into its rows: a link and the actions, for each as much as is allowed."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from catalog.models import Facet, FacetValue, Review, Variant
from tests.factories.catalog import make_product, make_value
from tests.factories.people import make_editor, make_user
from tests.factories.reviews import make_review

pytestmark = pytest.mark.django_db
REVIEWS = "wagtailsnippets_catalog_review"
LISTS = {
    f"{REVIEWS}:list": (Review, [f"{REVIEWS}:edit", f"{REVIEWS}:inspect"]),
    "variants:index": (Variant, ["variants:edit", "variants:inspect"]),
    "facets:index": (Facet, ["facets:edit", "facets:delete"]),
    "facet_values:index": (FacetValue, ["facet_values:edit", "facet_values:delete"]),
}


@pytest.fixture
def scene():
    FacetValue.objects.all().delete()
    Facet.objects.all().delete()
    make_review(make_product(values=(make_value("facade", "oak"),)))


@pytest.mark.parametrize("name", LISTS)
def test_a_row_leads_to_its_form_and_its_actions(client, scene, name):
    model, doors = LISTS[name]
    client.force_login(make_editor())

    html = client.get(reverse(name)).content.decode()

    row = model.objects.get()
    assert [door for door in doors if f'href="{reverse(door, args=[row.pk])}"' not in html] == []


@pytest.mark.parametrize("name", [f"{REVIEWS}:list", "variants:index"])
def test_a_row_leads_who_may_only_look_to_the_inspect_page(client, scene, name):
    model, (edit, inspect) = LISTS[name]
    reader = make_user("reader", is_staff=True)
    rights = ["access_admin", f"view_{model._meta.model_name}"]
    reader.user_permissions.set(Permission.objects.filter(codename__in=rights))
    client.force_login(reader)

    html = client.get(reverse(name)).content.decode()

    row = model.objects.get()
    assert f'href="{reverse(inspect, args=[row.pk])}"' in html
    assert reverse(edit, args=[row.pk]) not in html
