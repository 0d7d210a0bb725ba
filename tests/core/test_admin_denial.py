"""An address of the admin that is not open to somebody answers 403, to reading and to writing."""

import pytest
from django.contrib import messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.shortcuts import redirect
from django.urls import reverse
from wagtail.users.models import UserProfile

from catalog.models import Variant
from core.admin_denial import AdminDenialMiddleware
from istok.roles import EDITOR, MANAGER
from tests.factories.catalog import make_product
from tests.factories.people import make_staff

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    ("role", "name"),
    [
        (EDITOR, "wagtailusers_users:index"),
        (EDITOR, "wagtailusers_groups:add"),
        (EDITOR, "stock:receive"),
        (MANAGER, "wagtailimages:add"),
        (MANAGER, "variants:add"),
        (MANAGER, "products:index"),
    ],
    ids=lambda value: getattr(value, "code", value),
)
def test_closed_address_answers_403_and_leaves_no_message(client, role, name, method):
    make_product()
    client.force_login(make_staff(role))

    response = getattr(client, method)(reverse(name))
    desk = client.get("/admin/")

    assert response.status_code == 403
    assert f'class="btn" href="{reverse("wagtailadmin_home")}"' in response.content.decode()
    assert list(desk.context["messages"]) == []


def test_refusal_is_known_in_every_language_of_the_admin(client):
    editor = make_staff(EDITOR)
    UserProfile.objects.create(user=editor, preferred_language="en")
    client.force_login(editor)

    assert client.get(reverse("wagtailusers_users:index")).status_code == 403


def test_refused_change_writes_nothing(client):
    variant = make_product(price=64200).variants.get()
    client.force_login(make_staff(MANAGER))

    response = client.post(reverse("variants:edit", args=[variant.pk]), {"list_price": "1"})

    assert response.status_code == 403
    assert Variant.objects.get().current_price == 64200


def test_earlier_messages_are_not_lost(client):
    client.force_login(make_staff(EDITOR))
    client.post(reverse("search_synonyms:add"), {"words": "комод, тумба"})

    page = client.get(reverse("wagtailusers_users:index")).content.decode()

    assert "комод, тумба" in page


def test_a_redirect_to_the_desk_for_another_reason_stays(rf):
    def view(request):
        messages.success(request, "Готово")
        return redirect("wagtailadmin_home")

    request = rf.post("/admin/somewhere/")
    request.session = {}
    request._messages = FallbackStorage(request)

    assert AdminDenialMiddleware(view)(request).status_code == 302
    assert [str(message) for message in messages.get_messages(request)] == ["Готово"]
