"""Builders of the site's own pages."""

from wagtail.models import Page

from home.models import HomePage, TextPage
from tests.factories.catalog import make_site


def front_page() -> HomePage:
    make_site()
    return HomePage.objects.get()


def make_text(title: str, slug: str, parent: Page | None = None, **fields) -> TextPage:
    page = TextPage(title=title, slug=slug, **fields)
    (parent or front_page()).add_child(instance=page)
    return page
