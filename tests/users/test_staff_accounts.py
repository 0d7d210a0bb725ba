"""Administrators make, change and delete accounts in the admin."""

import re

import pytest

from inventory.models import StockMovement
from inventory.services import receive
from istok.roles import ADMINISTRATOR, MANAGER
from tests.factories.catalog import make_product
from tests.factories.people import PASSWORD, make_admin, make_customer, make_staff, make_user
from users.models import CustomUser

from .conftest import link_in, sign_in

pytestmark = pytest.mark.django_db
BULK = "/admin/bulk/users/customuser"


@pytest.fixture
def boss(client):
    user = make_admin()
    client.force_login(user)
    return user


@pytest.fixture
def keeper():
    """A manager who has put pieces on the shelf."""
    user = make_staff(MANAGER, "keeper", first_name="Олег")
    variant = make_product(stock=3).variants.get()
    receive(variant.stock_items.get().pk, quantity=2, reason="поставка", actor=user)
    return user


def sentence_and_button(page: str) -> tuple[str, str]:
    """What the message on the page says, and where its button leads."""
    errors = re.findall(r'<li class="error">(.*?)</li>', page, re.DOTALL)
    message = next(error for error in errors if BULK in error)
    return message, re.search(r'<a href="([^"]+)"', message)[1].replace("&amp;", "&")


def test_who_moved_stock_is_not_deleted_but_can_be_switched_off(client, boss, keeper):
    page = client.post(f"/admin/users/delete/{keeper.pk}/", follow=True).content.decode()

    message, switch_off = sentence_and_button(page)
    assert "Никого не удалили" in message
    assert "движения" in message.lower()
    assert "Олег" in message
    assert StockMovement.objects.get(actor=keeper).on_hand_change == 2

    client.post(switch_off, {"mark_as_active": "False"})
    keeper.refresh_from_db()
    assert not keeper.is_active


def test_of_several_nobody_is_deleted_and_those_who_stay_are_named(client, boss, keeper):
    anna = make_customer("anna", first_name="Анна")
    chosen = f"id={keeper.pk}&id={anna.pk}"

    page = client.post(f"{BULK}/delete/?{chosen}&next=/admin/users/", follow=True).content.decode()

    message, switch_off = sentence_and_button(page)
    assert "Олег" in message
    assert "Анна" not in message
    assert CustomUser.objects.filter(pk__in=[keeper.pk, anna.pk], is_active=True).count() == 2

    client.post(switch_off, {"mark_as_active": "False"})
    assert list(CustomUser.objects.filter(is_active=False)) == [keeper]


def test_whom_no_record_names_can_be_deleted(client, boss):
    first, second, third = make_customer("anna"), make_user("boris"), make_user("vera")

    client.post(f"/admin/users/delete/{first.pk}/")
    client.post(f"{BULK}/delete/?id={second.pk}&id={third.pk}")

    assert list(CustomUser.objects.all()) == [boss]


@pytest.mark.parametrize("address", ["/admin/users/new/", "/admin/users/edit/{pk}/"])
def test_administrators_are_not_asked_for_a_password(client, boss, address):
    user = make_customer("anna")

    page = client.get(address.format(pk=user.pk)).content.decode()

    assert 'name="email"' in page
    assert 'type="password"' not in page
    assert "password1" not in page


def test_an_administrator_makes_no_superuser_and_changes_none(client):
    anna, owner = make_customer("anna"), make_admin("owner", email="owner@example.com")
    client.force_login(make_staff(ADMINISTRATOR, "chief"))
    person = {"email": "anna@example.com", "first_name": "Анна", "username": "anna", "is_active": "on"}

    assert "is_superuser" not in client.get(f"/admin/users/edit/{anna.pk}/").content.decode()
    client.post(f"/admin/users/edit/{anna.pk}/", {**person, "is_superuser": "on"})
    person |= {"email": "mine@example.com", "username": "owner"}
    client.post(f"/admin/users/edit/{owner.pk}/", {**person, "is_superuser": "on"})

    anna.refresh_from_db()
    owner.refresh_from_db()
    assert (anna.first_name, anna.is_superuser) == ("Анна", False)
    assert owner.email == "owner@example.com"


def test_a_superuser_makes_another(client, boss):
    assert "is_superuser" in client.get("/admin/users/new/").content.decode()


def test_a_password_typed_for_somebody_is_not_taken(client, boss, delivered):
    typed = {"password1": "Chuzhoe-slovo-42", "password2": "Chuzhoe-slovo-42", "is_active": "on"}
    anna = make_customer("anna")

    with delivered() as letters:
        person = {"email": "new@example.com", "first_name": "Нина", "last_name": "Ли", "username": "nina"}
        client.post("/admin/users/new/", {**person, **typed})
        person |= {"email": "anna@example.com", "username": "anna"}
        client.post(f"/admin/users/edit/{anna.pk}/", {**person, **typed})

    nina = CustomUser.objects.get(username="nina")
    anna.refresh_from_db()
    assert not nina.has_usable_password()
    assert [letter.to for letter in letters] == [["new@example.com"]]
    assert (anna.first_name, anna.check_password(PASSWORD)) == ("Нина", True)


def test_who_lost_the_invitation_asks_for_another_link_at_the_door(client, boss, client_factory, delivered):
    person = {"email": "new@example.com", "first_name": "Нина", "last_name": "", "username": "nina"}
    client.post("/admin/users/new/", person)
    browser = client_factory()

    with delivered() as letters:
        browser.post("/account/password/reset/", {"email": "new@example.com"})
    form = browser.get(link_in(letters[-1]), follow=True)
    browser.post(form.request["PATH_INFO"], {"password1": PASSWORD})

    assert sign_in(browser, "nina").status_code == 302
    assert CustomUser.objects.get(username="nina").check_password(PASSWORD)
