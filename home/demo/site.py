"""Front page, catalogue, categories, text pages and contacts of the demo."""

from urllib.parse import urlsplit

from django.conf import settings
from wagtail.contrib.settings.models import BaseSiteSetting
from wagtail.models import Page, Site
from wagtail.rich_text import RichText

from catalog.models import CatalogPage, CategoryPage, Picture, ProductPage
from home.models import HomePage, TextPage


def make_front_page(texts: dict) -> tuple[HomePage, bool]:
    """The front page at `/`; Wagtail's welcome page gives way to it."""
    if home := HomePage.objects.first():
        return home, False
    root = Page.objects.get(depth=1)
    words = {
        key: texts[key].strip()
        for key in ("title", "seo_title", "search_description", "hero_title", "hero_lead")
    }
    home = HomePage(slug="istok", **words)
    root.add_child(instance=home)
    home.save_revision().publish()
    site = Site.objects.filter(is_default_site=True).first() or Site(
        hostname="localhost", is_default_site=True
    )
    welcome = site.root_page if site.root_page_id else None
    site.root_page, site.site_name = home, texts["title"]
    site.save()
    if welcome and welcome.specific_class is Page:
        welcome.delete()
    return HomePage.objects.get(pk=home.pk), True


def set_address() -> bool:
    """Give the site the address of `ISTOK_BASE_URL`, which stands in the sitemap and in links of the admin.

    A host that somebody has chosen since stays; `localhost` is nobody's choice.
    """
    site, address = Site.objects.get(is_default_site=True), urlsplit(settings.WAGTAILADMIN_BASE_URL)
    port = address.port or (443 if address.scheme == "https" else 80)
    if site.hostname != "localhost" or (site.hostname, site.port) == (address.hostname, port):
        return False
    site.hostname, site.port = address.hostname, port
    site.save(update_fields=["hostname", "port"])
    return True


def make_catalogue(home: HomePage, texts: dict) -> tuple[CatalogPage, bool]:
    if catalogue := CatalogPage.objects.first():
        return catalogue, False
    catalogue = CatalogPage(slug="catalog", show_in_menus=True, **texts)
    home.add_child(instance=catalogue)
    catalogue.save_revision().publish()
    return catalogue, True


def make_category(catalogue: CatalogPage, slug: str, texts: dict) -> tuple[CategoryPage, bool]:
    if category := CategoryPage.objects.filter(slug=slug).first():
        return category, False
    words = {key: texts[key].strip() for key in ("title", "singular", "intro", "description")}
    category = CategoryPage(slug=slug, show_in_menus=True, search_description=words["intro"], **words)
    catalogue.add_child(instance=category)
    category.save_revision().publish()
    return category, True


def make_text_page(home: HomePage, texts: dict) -> tuple[TextPage, bool]:
    if page := TextPage.objects.filter(slug=texts["slug"]).first():
        return page, False
    page = TextPage(
        slug=texts["slug"],
        title=texts["title"],
        intro=texts["intro"],
        search_description=texts["intro"],
        show_in_menus=texts["in_menu"],
        footer=texts["footer"],
        body=[(kind, RichText(value.strip()) if kind == "text" else value) for kind, value in texts["body"]],
    )
    home.add_child(instance=page)
    page.save_revision().publish()
    return page, True


def set_settings(model: type[BaseSiteSetting], texts: dict) -> bool:
    """Fill settings of the site once; what the owner wrote since stays."""
    settings_of_site = model.for_site(Site.objects.get(is_default_site=True))
    if any(getattr(settings_of_site, name) for name in texts):
        return False
    for name, value in texts.items():
        setattr(settings_of_site, name, value)
    settings_of_site.save()
    return True


def show_on_front_page(home: HomePage, product: ProductPage, sections: list[dict]) -> None:
    """The product's picture and its sketch, drawn by one camera, open the front page; sections follow."""
    home.hero_colour, home.hero_sketch = product.color_image, product.bw_image
    home.body = front_page_sections(sections)
    home.save_revision().publish()


def picture_of_category(category: CategoryPage, picture: Picture) -> None:
    category.picture = picture
    category.save_revision().publish()


def front_page_sections(sections: list[dict]) -> list[tuple[str, dict]]:
    """Sections as the stream field takes them; pages and pictures are named by the slug of their page."""
    made = []
    for texts in sections:
        values = {name: value for name, value in texts.items() if name != "kind"}
        if "picture" in values:
            values["picture"] = ProductPage.objects.get(slug=values["picture"]).color_image
        for panel in values.get("panels", []):
            panel["page"] = Page.objects.get(slug=panel["page"])
        made.append((texts["kind"], values))
    return made
