"""Every address of our lists and forms in the admin, opened by everybody: an answer, never a failure."""

import pytest
from django.urls import NoReverseMatch, reverse
from wagtail.admin.viewsets import viewsets
from wagtail.coreutils import resolve_model_string

from istok.roles import ROLES
from tests.factories.everything import make_everything
from tests.factories.people import make_admin, make_staff

from .layers import our_apps

pytestmark = pytest.mark.django_db
PEOPLE = [*ROLES, None]


def viewsets_of_ours() -> list[tuple]:
    """Each viewset with its model."""
    pairs = [(viewset, getattr(viewset, "model", None)) for viewset in viewsets.viewsets]
    pairs = [(viewset, resolve_model_string(model)) for viewset, model in pairs if model]
    return [(viewset, model) for viewset, model in pairs if model._meta.app_label in our_apps()]


def addresses() -> list[str]:
    """Of every list, form and action of our viewsets, for an existing row and for one that is gone."""
    found = []
    for viewset, model in viewsets_of_ours():
        row = model._default_manager.first()
        for name in {pattern.name for pattern in viewset.get_urlpatterns() if pattern.name}:
            for args in ([], [row.pk], [999_999]):
                try:
                    found.append(reverse(f"{viewset.url_namespace}:{name}", args=args))
                except NoReverseMatch:
                    continue
    return found


@pytest.mark.parametrize("role", PEOPLE, ids=lambda role: role.code if role else "superuser")
def test_no_address_of_the_admin_fails(client, role):
    make_everything()
    client.force_login(make_staff(role) if role else make_admin())
    client.raise_request_exception = False

    answers = {address: client.get(address).status_code for address in addresses()}

    assert len(answers) > 40
    assert {address: status for address, status in answers.items() if status >= 500} == {}
