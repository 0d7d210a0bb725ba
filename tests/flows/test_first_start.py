"""The steps of docs/runbook.md, "First start": an empty database becomes a shop, without the demo."""

import re

import pytest
from django.core.management import call_command
from django.test import Client
from wagtail.models import Page, Site

from tests.factories.people import PASSWORD
from tests.users.conftest import code_now

from .visitor import Visitor, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def visitor(django_capture_on_commit_callbacks):
    return lambda: Visitor(Client(), django_capture_on_commit_callbacks)


@pytest.fixture
def boss(visitor, settings, monkeypatch):
    """The administrator from the console, signed in with one-time codes."""
    settings.STAFF_TOTP = True
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command("sync_roles", verbosity=0)
    account = {"username": "boss", "email": "boss@shop.example"}
    call_command("createsuperuser", interactive=False, verbosity=0, **account)
    boss = visitor()
    boss.fill("/account/login/", login="boss", password=PASSWORD)
    boss.fill(boss.client.get("/admin/", follow=True).redirect_chain[-1][0], password=PASSWORD)
    activation = "/account/2fa/totp/activate/"
    secret = boss.client.get(activation).context["form"].secret
    boss.client.post(activation, {"code": code_now(secret)})
    return boss


def publish(boss, kind: str, parent: Page, **fields) -> Page:
    """Make a page as the editor does."""
    buttons = {"action-publish": "action-publish", "body-count": "0"}
    address = f"/admin/pages/add/{kind}/{parent.pk}/"
    boss.fill(address, form="#page-edit-form", **fields, **buttons)
    return Page.objects.child_of(parent).live().get(slug=fields["slug"])


def test_an_empty_database_becomes_a_shop(boss, visitor, mailoutbox):
    root, guest = Page.objects.get(depth=1), visitor()

    home = publish(boss, "home/homepage", root, title="ИСТОК", slug="istok", hero_title="Мебель по размерам")
    site = f"/admin/sites/edit/{Site.objects.get().pk}/"
    address = {"hostname": "shop.example", "port": "443", "root_page": str(home.pk)}
    boss.fill(site, form=f'form[action="{site}"]', **address)
    welcome = f"/admin/pages/{Page.objects.get(title__startswith='Welcome').pk}/delete/"
    boss.fill(welcome, form=f'form[action^="{welcome}"]')
    catalogue = publish(
        boss, "catalog/catalogpage", home, title="Каталог", slug="catalog", show_in_menus="on"
    )
    publish(boss, "catalog/categorypage", catalogue, title="Комоды", slug="komod", singular="комод")
    contacts = "/admin/settings/home/contactsettings/"
    boss.fill(contacts, form="form:has([name=phone])", phone="+7 812 000-00-00", email="shop@shop.example")

    assert "Мебель по размерам" in text_of(guest.open("/"))
    assert "Комоды" in text_of(guest.open("/catalog/"))
    assert "Каталог" in text_of(guest.open("/"), "header")
    assert "+7 812 000-00-00" in text_of(guest.open("/"), "body")
    assert re.findall("<loc>(.*?)</loc>", guest.client.get("/sitemap.xml").content.decode()) == [
        "https://shop.example/",
        "https://shop.example/catalog/",
        "https://shop.example/catalog/komod/",
    ]

    form = boss.open("/admin/users/new/")
    labels = form.select("label:has([name=groups])")
    editor = next(label.input["value"] for label in labels if label.get_text(strip=True) == "Редактор")
    boss.fill(
        "/admin/users/new/",
        form="form:has([name=groups])",
        email="nina@shop.example",
        first_name="Нина",
        groups=[editor],
    )
    assert mailoutbox[-1].to == ["nina@shop.example"]
    link = re.search(r"http://localhost:8000(/account/password/new/\S+)", mailoutbox[-1].body)[1]
    nina = visitor()
    nina.fill(link, form="form:has([name=password1])", password1=PASSWORD)
    nina.fill("/account/login/", login="nina@shop.example", password=PASSWORD)
    assert nina.client.get("/admin/").url.startswith("/account/2fa/totp/activate/")
