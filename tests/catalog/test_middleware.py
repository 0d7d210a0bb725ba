"""The admin turns one refusal into a sentence; whatever else goes wrong stays an error."""

import pytest
from django.core.exceptions import ValidationError
from django.test import RequestFactory

from catalog.middleware import RefusedPublishingMiddleware
from catalog.models import Variant
from tests.factories.catalog import make_product
from tests.factories.people import make_admin

pytestmark = pytest.mark.django_db


def answer_to(request, exception):
    return RefusedPublishingMiddleware(lambda request: None).process_exception(request, exception)


def refusal_to_publish() -> ValidationError:
    page = make_product()
    Variant.objects.update(is_active=False)
    with pytest.raises(ValidationError) as caught:
        page.full_clean()
    return caught.value


@pytest.mark.parametrize(
    "mistake",
    [ValidationError("no such date"), ValidationError({"slug": "taken"}), ValueError("a mistake of ours")],
)
def test_other_errors_of_the_admin_stay_errors(mistake):
    assert answer_to(RequestFactory().post("/admin/pages/"), mistake) is None


def test_reading_is_never_refused():
    assert answer_to(RequestFactory().get("/admin/pages/"), refusal_to_publish()) is None


def test_the_refusal_goes_back_to_the_admin(client):
    client.force_login(make_admin())
    request = client.get("/admin/").wsgi_request
    request.method = "POST"

    assert answer_to(request, refusal_to_publish()).status_code == 302
