"""`manage.py load_demo`: a whole shop to look at, from the files of `demo/`."""

from django.core.management.base import BaseCommand

from catalog.models import CatalogPage, CategoryPage, ProductPage
from home.demo import files, products, site, stock
from home.models import HomePage


class Command(BaseCommand):
    help = "Load the demo content. What is already there stays as it is, so it may run any number of times."

    def handle(self, **options) -> None:
        self.made = 0
        pages = files.words("pages")
        home, catalogue = self.make_pages(pages)
        categories = {
            slug: self.tell(site.make_category(catalogue, slug, texts), texts["title"])
            for slug, texts in pages["categories"].items()
        }
        self.make_products(categories)
        self.show_pictures(home, categories, pages)
        if self.made:
            self.stdout.write(f"Demo content is ready: {self.made} things made.")
        else:
            self.stdout.write("Demo content is already here; nothing changed.")

    def make_pages(self, pages: dict) -> tuple[HomePage, CatalogPage]:
        home = self.tell(site.make_front_page(pages["home"]), "front page")
        catalogue = self.tell(site.make_catalogue(home, pages["catalogue"]), pages["catalogue"]["title"])
        for texts in pages["text_page"]:
            self.tell(site.make_text_page(home, texts), texts["title"])
        self.tell((None, site.set_contacts(pages["contacts"])), "contacts")
        return home, catalogue

    def make_products(self, categories: dict[str, CategoryPage]) -> None:
        shop, furniture = files.words("products"), files.furniture()
        stock.make_stores()
        known = set(ProductPage.objects.values_list("slug", flat=True))
        for number, drawn in enumerate(furniture, start=1):
            if drawn["slug"] in known:
                continue
            sold = shop[drawn["slug"]]
            page = products.make_product(categories[drawn["category"]], drawn, sold)
            pieces = stock.fill(page, sold)
            place = f"[{number:2}/{len(furniture)}]"
            self.tell(
                (page, True), f"{place} {page.title}: {page.variants.count()} variants, {pieces} pieces"
            )

    def show_pictures(self, home: HomePage, categories: dict[str, CategoryPage], pages: dict) -> None:
        by_slug = {page.slug: page for page in ProductPage.objects.select_related("color_image", "bw_image")}
        if home.hero_colour is None:
            site.show_on_front_page(home, by_slug[pages["home"]["hero"]], pages["home"]["sections"])
        for slug, category in categories.items():
            if category.picture is None:
                site.picture_of_category(category, by_slug[pages["categories"][slug]["picture"]].color_image)

    def tell(self, result: tuple, what: str):
        """Count and print what was made; gives back the thing itself."""
        thing, is_new = result
        if is_new:
            self.made += 1
            self.stdout.write(f"  + {what}")
        return thing
