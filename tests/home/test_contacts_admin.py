"""Contacts in the admin: what the whole site shows in its header."""

import pytest
from django.urls import reverse
from wagtail.models import Site

from home.models import ContactSettings
from istok.roles import ADMINISTRATOR
from tests.factories.catalog import make_site
from tests.factories.people import make_staff

pytestmark = pytest.mark.django_db


def save(client, phone: str):
    make_site()
    client.force_login(make_staff(ADMINISTRATOR))
    address = reverse("wagtailsettings:edit", args=["home", "contactsettings", Site.objects.get().pk])
    return client.post(address, {"phone": phone, "city": "Петербург"})


@pytest.mark.parametrize("phone", ["+7 (812) 123-45-67", "8 800 555-35-35", "812 123-45-67", ""])
def test_a_phone_is_kept_as_people_read_it(client, phone):
    save(client, phone)

    assert ContactSettings.objects.get().phone == phone


@pytest.mark.parametrize("phone", ["позвоните", "123-45-67", "+7 812 123 45 67 89 01 23"])
def test_a_phone_that_nobody_can_dial_is_told_at_its_field(client, phone):
    response = save(client, phone)

    assert list(response.context["form"].errors) == ["phone"]
    assert not ContactSettings.objects.filter(phone=phone).exists()
