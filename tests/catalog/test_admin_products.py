"""Design decision 1 by the roads that editors take: real requests to the admin."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError
from django.urls import reverse
from wagtail.models import Workflow

from catalog.enums import SoldAs
from catalog.models import Picture, ProductPage, Variant
from catalog.services.products import withdraw_product
from catalog.services.variants import create_variant, update_variant
from core import clock
from tests.factories.catalog import make_category, make_product
from tests.factories.people import make_admin, make_editor
from tests.factories.pictures import make_picture

pytestmark = pytest.mark.django_db

FIRST = {
    "name": "Комод «Север»",
    "sku": "KS-900",
    "sold_as": SoldAs.READY_MADE,
    "size_label": "",
    "list_price": "64200",
    "width_mm": "1160",
    "height_mm": "820",
    "depth_mm": "480",
    "lead_days": "0",
}


@pytest.fixture
def editor(client):
    client.force_login(make_editor())
    return client


def add_url(category) -> str:
    return reverse("wagtailadmin_pages:add", args=["catalog", "productpage", category.pk])


def sentences(response) -> str:
    return " ".join(str(message) for message in response.context["messages"])


def illustrated(page: ProductPage, description: str = "Комод из дуба") -> ProductPage:
    page.color_image = make_picture(description=description)
    page.save_revision()
    return page


def page_form(page: ProductPage, **changes) -> dict:
    """What the editor's browser sends for `page`."""
    form = {
        "title": page.title,
        "slug": page.slug,
        "description": page.description,
        "color_image": page.color_image_id or "",
        "bw_image": "",
        "model_3d": "",
        "seo_title": "",
        "search_description": "",
        "share_image": "",
        "specs-count": "0",
        "body-count": "0",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
    }
    for prefix in ("gallery",):
        form |= {f"{prefix}-{key}": "0" for key in ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS")}
        form[f"{prefix}-MAX_NUM_FORMS"] = "1000"
    return form | changes


def test_adding_a_product_starts_with_our_form(editor):
    category = make_category()

    response = editor.get(add_url(category), follow=True)

    assert response.redirect_chain[-1][0] == reverse("catalog_admin:add_product", args=[category.pk])
    assert response.context["form"].initial["category"] == category.pk


def test_no_category_is_chosen_for_the_editor(editor):
    make_category("Кухни", "kuhni")
    url = reverse("catalog_admin:add_product")

    shown = editor.get(url).context["form"]["category"]
    response = editor.post(url, FIRST)

    assert [str(option) for option in shown if "selected" in str(option) and "Кухни" in str(option)] == []
    assert list(response.context["form"].errors) == ["category"]
    assert not ProductPage.objects.exists()


def test_autosave_of_the_empty_editor_makes_no_page(editor):
    response = editor.post(
        add_url(make_category()),
        {"title": "Без варианта", "slug": "x"},
        headers={"Accept": "application/json"},
    )

    assert response.json()["error_code"] == "blocked_by_hook"
    assert not ProductPage.objects.exists()


def test_the_form_makes_a_draft_with_its_first_variant_and_opens_the_editor(editor):
    category = make_category()

    response = editor.post(
        reverse("catalog_admin:add_product", args=[category.pk]), FIRST | {"category": category.pk}
    )

    page = ProductPage.objects.get()
    variant = page.variants.get()
    assert response.headers["Location"] == reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert (page.live, page.title, page.slug, page.get_parent().pk) == (
        False,
        FIRST["name"],
        "komod-sever",
        category.pk,
    )
    assert (variant.sku, variant.list_price, variant.is_active) == ("KS-900", 64200, True)
    assert editor.get(response.headers["Location"]).status_code == 200


def test_a_taken_sku_makes_nothing(editor):
    make_product(sku="KS-900")
    category = make_category()

    response = editor.post(
        reverse("catalog_admin:add_product", args=[category.pk]), FIRST | {"category": category.pk}
    )

    assert "sku" in response.context["form"].errors
    assert ProductPage.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [("list_price", "0"), ("list_price", "NaN"), ("width_mm", "0"), ("width_mm", "20001"),
     ("lead_days", "366"), ("lead_days", "-1"), ("name", " "), ("sku", ""), ("sold_as", "gift"),
     ("list_price", "99999999999")],
)  # fmt: skip
def test_nonsense_in_the_form_makes_nothing(editor, field, value):
    category = make_category()

    response = editor.post(
        reverse("catalog_admin:add_product", args=[category.pk]),
        FIRST | {"category": category.pk, field: value},
    )

    assert field in response.context["form"].errors
    assert not ProductPage.objects.exists()


def test_panel_tells_price_stock_and_links(editor):
    page = make_product(sku="KS-900", price=64200, stock=3)

    response = editor.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))

    text = response.content.decode()
    variant = page.variants.get()
    assert reverse("variants:edit", args=[variant.pk]) in text
    assert reverse("variants:add") + f"?product={page.pk}" in text
    assert "64\u00a0200\u00a0₽" in text
    assert "<td>3</td>" in text


def test_publishing_in_the_editor_needs_a_variant_on_sale(editor):
    page = illustrated(make_product(live=False))
    Variant.objects.update(is_active=False)
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])

    response = editor.post(url, page_form(page, title="Новое имя", **{"action-publish": "1"}), follow=True)

    page.refresh_from_db()
    assert not page.live
    assert page.get_latest_revision_as_object().title == "Новое имя"
    assert page.title in sentences(response)


def test_publishing_needs_a_colour_picture_with_a_description(editor):
    page = illustrated(make_product(live=False), description="")
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])

    editor.post(url, page_form(page, **{"action-publish": "1"}))
    refused = not ProductPage.objects.get().live
    Picture.objects.update(description="Комод из дуба")
    editor.post(url, page_form(page, **{"action-publish": "1"}))
    page.refresh_from_db()

    assert (refused, page.live) == (True, True)


@pytest.mark.parametrize(("live", "told"), [(True, "на сайте"), (False, "не опубликован")])
def test_refusal_to_publish_says_what_visitors_see_and_what_to_do(editor, live, told):
    page = make_product(live=live)
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])

    response = editor.post(url, page_form(page, color_image="", **{"action-publish": "1"}), follow=True)

    assert told in sentences(response)
    assert ("не опубликован" in sentences(response)) is not live
    assert "Добавьте цветную картинку." in sentences(response)


def test_no_road_publishes_a_product_without_a_variant_on_sale():
    page = make_product(live=False)
    Variant.objects.update(is_active=False)

    with pytest.raises(ValidationError):
        page.save_revision().publish()
    assert not ProductPage.objects.get().live


def test_scheduled_publishing_obeys_the_same_rule():
    page = make_product(live=False)
    page.go_live_at = clock.now() + timedelta(minutes=1)
    page.save_revision().publish()
    Variant.objects.update(is_active=False)
    revision = ProductPage.objects.get().latest_revision
    ProductPage.objects.update(go_live_at=clock.now() - timedelta(minutes=1))
    revision.content["go_live_at"] = None
    revision.save()

    with pytest.raises(ValidationError):
        revision.publish()
    assert not ProductPage.objects.get().live


def test_bulk_publishing_obeys_the_same_rule(editor):
    page = make_product(live=False)
    Variant.objects.update(is_active=False)

    url = (
        reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
        + f"?id={page.pk}&next=/admin/"
    )
    response = editor.post(url, follow=True)

    assert not ProductPage.objects.get().live
    assert page.title in sentences(response)


def test_older_draft_brings_no_older_price_back():
    page = make_product(price=64200, stock=3)
    old = page.save_revision()
    variant = page.variants.get()
    update_variant(variant.pk, version=variant.version, list_price=70000)
    create_variant(page.pk, sku="NEW", list_price=1000, width_mm=1, height_mm=1, depth_mm=1, size_label="2")

    old.publish()

    variant.refresh_from_db()
    assert (variant.current_price, variant.available_quantity) == (70000, 3)
    assert page.variants.count() == 2


@pytest.mark.parametrize("parent", [False, True])
def test_deleting_is_answered_with_a_sentence_and_a_way_out(client, parent):
    client.force_login(make_admin())
    page = make_product()
    target = page.get_parent() if parent else page

    response = client.post(reverse("wagtailadmin_pages:delete", args=[target.pk]), follow=True)

    assert response.redirect_chain[-1][0] == reverse("catalog_admin:withdraw", args=[target.pk])
    assert page.title in sentences(response)
    assert ProductPage.objects.count() == 1


def test_bulk_deleting_is_answered_with_a_sentence(client):
    client.force_login(make_admin())
    page = make_product()

    url = (
        reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"]) + f"?id={page.pk}&next=/admin/"
    )
    response = client.post(url, follow=True)

    assert page.title in sentences(response)
    assert ProductPage.objects.exists()


def test_code_cannot_delete_a_product_either():
    page = make_product()

    with pytest.raises(ProtectedError):
        page.get_parent().delete()
    assert ProductPage.objects.exists()


def test_withdrawing_takes_page_and_variants_off_sale(editor):
    page = make_product(stock=2)

    editor.post(reverse("catalog_admin:withdraw", args=[page.pk]))

    variant = Variant.objects.get()
    assert (ProductPage.objects.get().live, variant.is_active, variant.availability) == (
        False,
        False,
        "discontinued",
    )
    assert variant.available_quantity == 2


def test_withdrawing_twice_changes_nothing():
    page = make_product()
    withdraw_product(page.pk)
    version = Variant.objects.get().version

    withdraw_product(page.pk)

    assert Variant.objects.get().version == version


def test_preview_of_a_draft_without_variants_does_not_fail(editor):
    page = make_product(live=False)
    Variant.objects.update(is_active=False)

    answers = []
    for mode in ("page", "card"):
        url = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
        editor.post(url + f"?mode={mode}", page_form(page, title="Ещё не сохранено"))
        answers.append(editor.get(url + f"?mode={mode}"))

    assert [answer.status_code for answer in answers] == [200, 200]
    assert "Ещё не сохранено" in answers[1].content.decode()


def test_preview_of_a_card_is_dressed_as_in_a_listing_and_stands_alone(editor):
    page = make_product("Комод «Север»")
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk]) + "?mode=card"

    editor.post(url, page_form(page))
    card = editor.get(url).content.decode()
    listing = editor.get("/catalog/").content.decode()

    used = {"card", "stage", "flag", "price", "dots", "stars"}
    dressed = [set(re.findall(r"css/components/([\w-]+)\.css", html)) for html in (card, listing)]
    assert "Комод «Север»" in card
    assert [used - components for components in dressed] == [set(), set()]
    assert "<header" not in card


def test_there_is_no_moderation_that_nobody_could_end(editor):
    page = make_product(live=False)

    text = editor.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    editor.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), page_form(page, **{"action-submit": "1"}))

    assert "action-publish" in text
    assert "action-submit" not in text
    page.refresh_from_db()
    assert page.current_workflow_state is None


def test_last_approval_of_a_workflow_obeys_the_same_rule(client, settings):
    settings.WAGTAIL_WORKFLOW_ENABLED = True
    boss = make_admin()
    client.force_login(boss)
    page = make_product(live=False)
    state = Workflow.objects.get().start(page, boss)
    Variant.objects.update(is_active=False)

    url = reverse(
        "wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.current_task_state.pk]
    )
    response = client.post(url, follow=True)

    assert not ProductPage.objects.get().live
    assert sentences(response)


def test_approval_in_the_editor_obeys_the_same_rule(client, settings):
    settings.WAGTAIL_WORKFLOW_ENABLED = True
    boss = make_admin()
    client.force_login(boss)
    page = make_product(live=False)
    Workflow.objects.get().start(page, boss)
    Variant.objects.update(is_active=False)

    form = page_form(page, **{"action-workflow-action": "1", "workflow-action-name": "approve"})
    response = client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), form, follow=True)

    assert not ProductPage.objects.get().live
    assert page.title in sentences(response)
