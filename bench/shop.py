"""`python -m bench.shop N`: a small site around a generated catalogue of N products."""

import sys

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from wagtail.models import Page, Site  # noqa: E402

from catalog.models import CatalogPage  # noqa: E402
from home.models import ContactSettings, HomePage, TextPage  # noqa: E402


def make_site() -> None:
    """A front page, the catalogue, a few pages for the menu, contacts: the frame of every measured page."""
    home = HomePage(title="ИСТОК", slug="istok")
    Page.objects.get(depth=1).add_child(instance=home)
    site, _ = Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "localhost", "port": 443, "root_page": home}
    )
    home.add_child(instance=CatalogPage(title="Каталог", slug="catalog", show_in_menus=True))
    for title, slug in (("Доставка", "delivery"), ("О мастерской", "about"), ("Контакты", "contacts")):
        home.add_child(instance=TextPage(title=title, slug=slug, show_in_menus=True))
    ContactSettings.objects.create(site=site, phone="+7 (812) 000-00-00", city="Санкт-Петербург")


def main(size: int) -> None:
    if not CatalogPage.objects.exists():
        make_site()
    call_command("generate_catalogue", size, clear=True)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


if __name__ == "__main__":
    main(int(sys.argv[1]))
