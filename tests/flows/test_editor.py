"""A product from an editor's idea to a price that changes in front of visitors."""

import re

import pytest
from django.test import Client

from tests.factories.catalog import make_category, make_value
from tests.factories.people import PASSWORD, make_editor
from tests.factories.pictures import image_bytes, upload

from .visitor import Visitor, text_of

pytestmark = pytest.mark.django_db
LIST = "/catalog/komod/"
# Wagtail's own script counts the blocks of a stream; there are none.
NO_BLOCKS = {"specs-count": "0", "body-count": "0"}


@pytest.fixture
def editor(django_capture_on_commit_callbacks, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    make_editor("editor")
    visitor = Visitor(Client(), django_capture_on_commit_callbacks)
    visitor.fill("/account/login/", login="editor", password=PASSWORD)
    return visitor


@pytest.fixture
def guest(django_capture_on_commit_callbacks):
    return Visitor(Client(), django_capture_on_commit_callbacks)


def add_picture(editor) -> str:
    """Upload one; its number in the library."""
    editor.fill(
        "/admin/images/add/",
        form='form[action="/admin/images/add/"]',
        title="Комод",
        description="Комод из дуба у окна",
        file=upload(image_bytes(size=(640, 480))),
    )
    links = [link["href"] for link in editor.open("/admin/images/").select("a[href]")]
    return next(found[1] for link in links if (found := re.match(r"/admin/images/(\d+)/", link)))


def add_product(editor, category) -> str:
    """A draft with its first variant by the short form; the address of its editor."""
    page = editor.fill(
        f"/admin/catalog/products/add/{category.pk}/",
        form=".istok-form",
        name="Комод «Фьорд»",
        sku="KF-900",
        sold_as="made_to_order",
        list_price="64200",
        width_mm="1160",
        height_mm="820",
        depth_mm="480",
        lead_days="20",
    )
    return page.select_one('form[action*="/edit/"]')["action"]


def test_from_a_new_product_to_a_changed_price(editor, guest):
    category = make_category("Комоды", "komod")
    straight, corner = make_value("shape", "straight", "Прямой"), make_value("shape", "corner", "Угловой")

    # A draft is nobody's business.
    address = add_product(editor, category)
    assert "Фьорд" not in text_of(guest.open(LIST))
    assert "Фьорд" not in text_of(guest.open("/search/?q=фьорд"))

    # Published, it is found by a word, by its SKU and by the filter that the editor ticked, by no other.
    editor.fill(
        address,
        form="#page-edit-form",
        color_image=add_picture(editor),
        facet_values=[str(straight.pk)],
        **NO_BLOCKS,
        **{"action-publish": "action-publish"},
    )
    assert "Комод «Фьорд»" in text_of(guest.open("/search/?q=фьорд"))
    assert "Комод «Фьорд»" in text_of(guest.open("/search/?q=kf-900"))
    assert "Комод «Фьорд»" in text_of(guest.open(f"{LIST}?shape={straight.code}"))
    assert "Фьорд" not in text_of(guest.open(f"{LIST}?shape={corner.code}"))
    assert "64 200 ₽" in text_of(guest.open(LIST))

    # A new price stands in the list and on the page, the old one in the history only.
    variant = editor.open(address).select_one('a[href*="/admin/variants/edit/"]')["href"]
    editor.fill(variant, form=f'form[action*="{variant.split("?")[0]}"]', list_price="58900")
    product = guest.open(LIST).find("a", href=re.compile(f"^{LIST}[a-z]"))["href"]
    for place in (LIST, "/search/?q=фьорд", product):
        shown = text_of(guest.open(place))
        assert "58 900 ₽" in shown
        assert "64 200 ₽" not in shown
    history = text_of(editor.open(variant.replace("/edit/", "/inspect/")), "table.istok-variants")
    assert history.index("58 900 ₽") < history.index("64 200 ₽")
