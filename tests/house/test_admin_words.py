"""The admin speaks as people do: no codes, no English, no gender that a name does not have."""

import re
from datetime import UTC, datetime

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from catalog.models import Variant
from core.models import Outbox
from tests.catalog.test_admin_variants import variant_form
from tests.factories.everything import make_everything
from tests.factories.people import make_admin

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss(client):
    make_everything()
    client.force_login(make_admin())
    return client


def words_of(response) -> str:
    html = response.content.decode()
    return " ".join(strip_tags(re.sub(r"<(script|style|template).*?</\1>", " ", html, flags=re.S)).split())


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("variants:index", "is_active=true"),
        ("products:index", "live=true"),
        ("products:index", "no_sketch=true"),
        ("facets:index", ""),
        ("outbox:index", "topic=users.letter"),
        ("payments:index", "status=completed"),
        ("refunds:index", "reason=other"),
        ("receipts:index", "kind=prepayment"),
        ("webhooks:index", "state=bad"),
        ("gateways:index", ""),
        ("wagtailsnippets_catalog_review:list", "verified=false"),
    ],
)
def test_lists_and_their_filters_have_no_codes(boss, name, query):
    text = words_of(boss.get(f"{reverse(name)}?{query}"))

    assert re.findall(r"\b(?:True|False|None|users\.letter| of \d)\b", text) == []


@pytest.mark.parametrize(
    "name",
    [
        "variants", "outbox", "models3d", "wagtailsnippets_catalog_review", "payments", "refunds", "receipts",
        "webhooks",
    ],
)  # fmt: skip
def test_inspect_pages_have_no_codes(boss, name):
    model = {"variants": Variant, "outbox": Outbox}.get(name)
    pk = model.objects.first().pk if model else 1

    text = words_of(boss.get(reverse(f"{name}:inspect", args=[pk])))

    assert re.findall(r"\b(?:True|False|None|users\.letter)\b|\d{4},00", text) == []


def test_a_variant_is_inspected_in_roubles_and_in_the_shops_time(boss):
    variant = Variant.objects.get(sku="ALL-1")
    Variant.objects.update(updated_at=datetime(2026, 11, 22, 22, 30, tzinfo=UTC))

    text = words_of(boss.get(reverse("variants:inspect", args=[variant.pk])))

    assert "64\u00a0200\u00a0₽" in boss.get(reverse("variants:inspect", args=[variant.pk])).content.decode()
    assert "23 ноября 2026 г. 1:30" in text


@pytest.mark.parametrize("name", ["products:index", "variants:index", "stock:index"])
def test_a_search_without_results_says_so(boss, name):
    text = words_of(boss.get(reverse(name), {"q": "такого нет"}))

    assert "По этому запросу ничего не нашлось." in text
    assert "1–0" not in text


def test_what_was_saved_is_said_without_a_gender(boss):
    variant = Variant.objects.get(sku="ALL-1")

    response = boss.post(reverse("variants:edit", args=[variant.pk]), variant_form(variant), follow=True)

    said = " ".join(str(message) for message in response.context["messages"])
    assert "Сохранено — вариант: ALL-1" in said
