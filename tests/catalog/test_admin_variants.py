"""Variants and products in the admin: forms with a version check, quick lists, spreadsheets."""

import csv
import io

import openpyxl
import pytest
from django.urls import reverse

from catalog.models import Facet, FacetValue, Model3D, ProductHistory, ProductPage, SearchSynonym, Variant
from catalog.services.variants import update_variant
from tests.factories.catalog import make_category, make_product, make_value
from tests.factories.people import make_editor, make_staff
from tests.factories.pictures import make_picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    client.force_login(make_editor())
    return client


def variant_form(variant: Variant, **changes) -> dict:
    names = ("sku", "size_label", "finish_label", "material_variant", "list_price", "sold_as", "width_mm",
             "height_mm", "depth_mm", "lead_days", "unit", "sort_order", "version")  # fmt: skip
    form = {name: getattr(variant, name) for name in names} | {"picture": "", "is_active": "on"}
    return {name: value for name, value in (form | changes).items() if value is not None}


def edit_url(variant: Variant) -> str:
    return reverse("variants:edit", args=[variant.pk])


def test_new_price_is_written_with_its_history(editor):
    variant = make_product(price=64200).variants.get()

    editor.post(edit_url(variant), variant_form(variant, list_price="70000"))

    assert Variant.objects.get().current_price == 70000
    prices = ProductHistory.objects.order_by("pk").values_list("product_price", flat=True)
    assert list(prices) == [64200, 70000]


def test_stale_form_writes_nothing_and_says_so(editor):
    variant = make_product(price=64200).variants.get()
    update_variant(variant.pk, version=1, list_price=70000)

    response = editor.post(edit_url(variant), variant_form(variant, list_price="1"))

    assert response.status_code == 200
    assert response.context["form"].non_field_errors()
    assert Variant.objects.get().current_price == 70000


def test_form_without_a_version_is_refused(editor):
    variant = make_product(price=64200).variants.get()

    response = editor.post(edit_url(variant), variant_form(variant, list_price="1", version=None))

    assert response.context["form"].non_field_errors()
    assert Variant.objects.get().current_price == 64200


def test_taken_sku_is_told_at_its_field(editor):
    make_product(sku="A-1")
    variant = make_product(sku="B-1").variants.get()

    response = editor.post(edit_url(variant), variant_form(variant, sku="A-1"))

    assert "sku" in response.context["form"].errors
    assert set(Variant.objects.values_list("sku", flat=True)) == {"A-1", "B-1"}


def test_last_variant_of_a_published_product_stays_on_sale(editor):
    variant = make_product().variants.get()

    response = editor.post(edit_url(variant), variant_form(variant, is_active=None))

    assert response.context["form"].non_field_errors()
    assert Variant.objects.get().is_active


def test_variant_of_a_draft_goes_off_sale(editor):
    variant = make_product(live=False).variants.get()

    editor.post(edit_url(variant), variant_form(variant, is_active=None))

    assert not Variant.objects.get().is_active


def test_added_variant_belongs_to_the_product_of_the_link(editor):
    page = make_product()
    url = reverse("variants:add") + f"?product={page.pk}"
    oak = make_value("facade", "oak")

    shown = editor.get(url).context["form"].initial["product"]
    values = variant_form(page.variants.get(), sku="NEW-1", size_label="900", product=page.pk, version=None)
    editor.post(url, values | {"finish_values": [oak.pk]})

    variant = page.variants.get(sku="NEW-1")
    assert str(shown) == str(page.pk)
    assert list(variant.finish_values.all()) == [oak]
    assert variant.history.count() == 1


def test_same_size_and_finish_twice_is_a_sentence(editor):
    page = make_product()
    values = variant_form(page.variants.get(), sku="NEW-1", product=page.pk, version=None)

    response = editor.post(reverse("variants:add"), values)

    assert response.status_code == 200
    assert response.context["form"].errors
    assert page.variants.count() == 1


def test_size_and_finish_of_a_sibling_is_a_sentence(editor):
    page = make_product(finish_label="Дуб")
    other = make_product(finish_label="Орех").variants.get()
    Variant.objects.filter(pk=other.pk).update(product=page)

    response = editor.post(edit_url(other), variant_form(other, finish_label="Дуб"))

    assert response.status_code == 200
    assert response.context["form"].non_field_errors()
    assert set(page.variants.values_list("finish_label", flat=True)) == {"Дуб", "Орех"}


def test_variants_cannot_be_deleted(editor):
    variant = make_product().variants.get()

    assert editor.post(f"/admin/variants/delete/{variant.pk}/").status_code == 404
    assert Variant.objects.exists()


def test_price_history_stands_on_the_inspect_page(editor):
    variant = make_product(price=64200).variants.get()
    update_variant(variant.pk, version=1, list_price=70000)

    text = editor.get(reverse("variants:inspect", args=[variant.pk])).content.decode()

    assert text.index("70\u00a0000\u00a0₽") < text.index("64\u00a0200\u00a0₽")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=KS-9", {"KS-900"}),
        ("q=зимний", {"KS-900"}),
        ("q=Стеллаж", {"ST-1"}),
        ("sold_as=made_to_order", {"ST-1"}),
        ("availability=in_stock", {"KS-900"}),
        ("is_active=false", set()),
        ("q=%00", {"KS-900", "ST-1"}),
        ("category=999999", {"KS-900", "ST-1"}),
    ],
)
def test_variants_are_found(editor, query, found):
    make_product("Комод «Зимний»", sku="KS-900", stock=2)
    make_product(
        "Стеллаж", category=make_category("Стеллажи", "stellazh"), sku="ST-1", sold_as="made_to_order"
    )

    response = editor.get(reverse("variants:index") + f"?{query}")

    assert {variant.sku for variant in response.context["object_list"]} == found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=ks-9", {"Комод «Зимний»"}),
        ("q=зимний", {"Комод «Зимний»"}),
        ("sold_as=made_to_order", {"Стеллаж"}),
        ("availability=in_stock", {"Комод «Зимний»"}),
        ("live=false", {"Стеллаж"}),
        ("no_sketch=true", {"Комод «Зимний»"}),
        ("no_model=true", {"Комод «Зимний»", "Стеллаж"}),
    ],
)
def test_products_are_found(editor, query, found):
    make_product("Комод «Зимний»", sku="KS-900", stock=2)
    shelf = make_product("Стеллаж", sku="ST-1", sold_as="made_to_order", live=False)
    ProductPage.objects.filter(pk=shelf.pk).update(bw_image=make_picture())

    response = editor.get(reverse("products:index") + f"?{query}")

    assert {page.title for page in response.context["object_list"]} == found


def test_products_of_a_category_include_those_below(editor):
    kitchens = make_category("Кухни", "kuhni")
    corner = make_category("Угловые", "uglovye", parent=kitchens)
    make_product("Угловая", category=corner)
    make_product("Комод")

    response = editor.get(reverse("products:index") + f"?category={kitchens.pk}")

    assert [page.title for page in response.context["object_list"]] == ["Угловая"]


QUERIES = {"products:index": 22, "variants:index": 13}


@pytest.mark.parametrize("count", [3, 30])
@pytest.mark.parametrize("name", QUERIES)
def test_lists_cost_the_same_at_any_length(editor, django_assert_num_queries, name, count):
    picture = make_picture()
    for number in range(count):
        make_product(f"Комод {number}", color_image=picture)
    editor.get(reverse(name))

    with django_assert_num_queries(QUERIES[name]):
        response = editor.get(reverse(name))

    assert len(response.context["object_list"]) == count


@pytest.mark.parametrize("name", ["variants:index", "products:index"])
def test_spreadsheet_carries_no_formula(editor, name):
    formula = "=cmd|' /C calc'!A0"
    make_product(formula, sku="+1-2")

    table = editor.get(reverse(name) + "?export=csv")
    rows = list(csv.reader(io.StringIO(b"".join(table.streaming_content).decode())))
    book = editor.get(reverse(name) + "?export=xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(book.streaming_content))).active

    assert len(rows) == 2
    assert {"'" + formula, "'+1-2"} <= set(rows[1])
    assert not [cell for cell in rows[1] if cell[:1] in set("=+-@")]
    assert "f" not in {cell.data_type for row in sheet.iter_rows() for cell in row}


def test_new_material_is_at_once_on_the_variant_form(editor):
    variant = make_product(values=(make_value("facade", "oak"),)).variants.get()
    facade = Facet.objects.get(code="facade")

    editor.post(
        reverse("facet_values:add"),
        {"facet": facade.pk, "name": "Малахит", "code": "malachite", "colour": "#0f4b3e", "sort_order": "5",
         "description": "", "swatch": ""},
    )  # fmt: skip

    text = editor.get(edit_url(variant)).content.decode()
    assert "Малахит" in text
    assert 'fill="#0f4b3e"' in text


def test_facet_may_not_take_a_word_of_the_address(editor):
    response = editor.post(
        reverse("facets:add"),
        {"name": "Цена", "code": "price_from", "scope": "page", "display": "list", "hint": ""},
    )

    assert "code" in response.context["form"].errors
    assert not Facet.objects.filter(code="price_from").exists()


@pytest.mark.parametrize("colour", ["red", "#12", "#12345g", "javascript:1"])
def test_colour_is_checked(editor, colour):
    facade = make_value("facade", "oak").facet

    response = editor.post(
        reverse("facet_values:add"),
        {"facet": facade.pk, "name": "X", "code": "x", "colour": colour, "sort_order": "0"},
    )

    assert "colour" in response.context["form"].errors


@pytest.mark.parametrize("facet", ["facade", "shape"])
def test_used_value_is_not_deleted(editor, facet):
    value = make_value(facet, "used")
    make_product(values=(value,))

    response = editor.post(reverse("facet_values:delete", args=[value.pk]), follow=True)

    assert FacetValue.objects.filter(pk=value.pk).exists()
    assert value.name in " ".join(str(message) for message in response.context["messages"])


def test_unused_value_is_deleted_and_a_facet_with_values_is_not(editor):
    value = make_value("facade", "unused")
    facet = make_value("door", "hinged").facet

    editor.post(reverse("facet_values:delete", args=[value.pk]))
    editor.post(reverse("facets:delete", args=[facet.pk]))

    assert not FacetValue.objects.filter(pk=value.pk).exists()
    assert Facet.objects.filter(pk=facet.pk).exists()


def test_seeded_facets_are_there():
    values = {
        facet.code: set(facet.values.values_list("name", flat=True))
        for facet in Facet.objects.filter(is_active=True)
    }

    assert values["purpose"] == {"Домой", "В офис", "Детская"}
    assert {"Прямая", "Угловая", "П-образная", "С островом"} <= values["shape"]
    assert len(values["facade"]) >= 16
    assert len(values["worktop"]) >= 10
    assert not FacetValue.objects.filter(facet__code__in=["facade", "worktop"], colour="").exists()


def test_synonyms_are_edited(editor):
    editor.post(reverse("search_synonyms:add"), {"words": "гарнитур, кухня"})

    assert SearchSynonym.objects.filter(words="гарнитур, кухня").exists()


@pytest.mark.parametrize("role", ["manager", "measurer", "production"])
@pytest.mark.parametrize(
    "name", ["variants:index", "facets:index", "search_synonyms:index", "models3d:index"]
)
def test_other_roles_have_no_way_in(client, role, name):
    from istok.roles import ROLES

    client.force_login(make_staff(next(one for one in ROLES if one.code == role)))

    assert client.get(reverse(name)).status_code == 403


@pytest.mark.parametrize("role", ["manager", "measurer", "production"])
def test_other_roles_change_no_price(client, role):
    from istok.roles import ROLES

    variant = make_product(price=64200).variants.get()
    client.force_login(make_staff(next(one for one in ROLES if one.code == role)))

    client.post(edit_url(variant), variant_form(variant, list_price="1"))
    client.post(reverse("catalog_admin:withdraw", args=[variant.product_id]))

    variant.refresh_from_db()
    assert (variant.current_price, variant.is_active) == (64200, True)


@pytest.mark.parametrize(
    "name", ["facets", "facet_values", "models3d", "search_synonyms", "variants", "products"]
)
def test_every_list_of_the_menu_opens(editor, name):
    make_product(
        values=(make_value("facade", "oak"),), model_3d=Model3D.objects.create(title="X", file="x.glb")
    )
    SearchSynonym.objects.create(words="а, б")

    response = editor.get(reverse(f"{name}:index"))

    assert response.status_code == 200
    assert len(response.context["object_list"]) >= 1
