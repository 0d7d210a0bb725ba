"""Parts of `manage.py load_demo` on a site where nothing was loaded."""

from io import StringIO

import pytest
from wagtail.models import Site

from home.demo import site
from home.management.commands import load_demo
from users.models import CustomUser

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("chosen", "base_url", "expected"),
    [
        ("localhost", "http://localhost:8001", ("localhost", 8001)),
        ("localhost", "https://shop.example", ("shop.example", 443)),
        ("owner.example", "https://shop.example", ("owner.example", 80)),
    ],
)
def test_site_takes_the_address_until_somebody_chooses_another(settings, chosen, base_url, expected):
    settings.WAGTAILADMIN_BASE_URL = base_url
    Site.objects.update(hostname=chosen, port=80)

    assert site.set_address() is (chosen == "localhost")
    assert not site.set_address()

    assert Site.objects.values_list("hostname", "port").get() == expected


def test_without_debug_nobody_gets_an_account():
    out = StringIO()
    command = load_demo.Command(stdout=out)

    assert command.make_people() == []
    assert "DEBUG only" in out.getvalue()
    assert not CustomUser.objects.exists()
