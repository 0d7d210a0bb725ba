"""The pages of a variant's form: whose it is, the way back, and a refusal that one can go on from."""

import re

import pytest
from django.urls import reverse

from tests.factories.catalog import make_product, make_value
from tests.factories.people import make_admin, make_editor

from .test_admin_variants import edit_url, variant_form

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    client.force_login(make_editor())
    return client


def sentences(response) -> str:
    return " ".join(str(message) for message in response.context["messages"])


def test_after_adding_a_variant_the_tab_with_the_variants_opens(editor):
    page = make_product()
    values = variant_form(page.variants.get(), sku="NEW-1", size_label="900", product=page.pk, version=None)

    answer = editor.post(reverse("variants:add"), values)

    address, _, anchor = answer["Location"].partition("#")
    _head, *tabs = re.split(r'<section\s+id="', editor.get(address).content.decode())
    assert [tab.startswith(f'{anchor}"') for tab in tabs if "NEW-1" in tab] == [True]


def test_form_says_whose_variant_it_is_and_leads_back(editor):
    page = make_product("Комод «Север»")
    back = reverse("wagtailadmin_pages:edit", args=[page.pk])

    for url in (edit_url(page.variants.get()), reverse("variants:add") + f"?product={page.pk}"):
        response = editor.get(url)
        buttons = [button.url for button in response.context["header_buttons"] if hasattr(button, "url")]
        assert "Комод «Север»" in [item["label"] for item in response.context["breadcrumbs_items"]]
        assert [url.partition("#")[0] for url in buttons if url] == [back]


@pytest.mark.parametrize("product", ["", "x", "999999", "\u0663"])
def test_form_for_a_product_that_is_not_there_opens(editor, product):
    assert editor.get(reverse("variants:add") + f"?product={product}").status_code == 200


def test_a_stale_form_says_who_changed_what_and_goes_through_the_second_time(client):
    oak = make_value("facade", "oak", "Дуб")
    variant = make_product(price=64200).variants.get()
    client.force_login(make_admin("olga", first_name="Ольга"))
    client.post(edit_url(variant), variant_form(variant, list_price="70000", finish_values=[oak.pk]))
    client.force_login(make_editor())

    stale = variant_form(variant, list_price="65000", width_mm="1170")
    refused = client.post(edit_url(variant), stale)
    form = refused.context["form"]
    said = sentences(refused)
    client.post(edit_url(variant), stale | {"version": form["version"].value()})

    assert said.count("70\u00a0000\u00a0₽") == 1
    assert "Ольга" in said or "olga" in said
    assert "Дуб" in said
    assert form["list_price"].value() == "65000"
    variant.refresh_from_db()
    assert (variant.list_price, variant.width_mm) == (65000, 1170)
