"""`manage.py load_demo`: a whole shop to look at, from the files of `demo/`."""

import logging

from django.conf import settings
from django.core.management.base import BaseCommand

from catalog.models import CatalogPage, CategoryPage, ProductPage
from home.demo import files, money, orders, people, products, promotions, reviews, site, stock
from home.models import ContactSettings, HomePage
from orders.models import CompanySettings
from promotions.models import NewsIndexPage, PromotionIndexPage


class Command(BaseCommand):
    help = "Load the demo content. What is already there stays as it is, so it may run any number of times."

    def handle(self, **options) -> None:
        # The command tells its own progress; a log line for every page and picture would hide it.
        already_off = logging.root.manager.disable
        logging.disable(max(already_off, logging.INFO))
        try:
            self.load()
        finally:
            logging.disable(already_off)

    def load(self) -> None:
        self.made = 0
        pages = files.words("pages")
        home, catalogue = self.make_pages(pages)
        categories = {
            slug: self.tell(site.make_category(catalogue, slug, texts), texts["title"])
            for slug, texts in pages["categories"].items()
        }
        self.make_products(categories)
        self.show_pictures(home, categories, pages)
        self.make_promotions(home)
        self.tell((None, money.switch_on_gateways()), "ways to pay with pretended money")
        self.tell(
            (None, money.let_managers_refund()), f"managers give back up to {money.REFUND_LIMIT} roubles"
        )
        accounts = self.make_people()
        if self.made:
            self.stdout.write(f"Demo content is ready: {self.made} things made.")
        else:
            self.stdout.write("Demo content is already here; nothing changed.")
        self.tell_passwords(accounts)

    def make_pages(self, pages: dict) -> tuple[HomePage, CatalogPage]:
        home = self.tell(site.make_front_page(pages["home"]), "front page")
        self.tell((None, site.set_address()), f"address {settings.WAGTAILADMIN_BASE_URL}")
        catalogue = self.tell(site.make_catalogue(home, pages["catalogue"]), pages["catalogue"]["title"])
        for texts in pages["text_page"]:
            self.tell(site.make_text_page(home, texts), texts["title"])
        self.tell((None, site.set_settings(ContactSettings, pages["contacts"])), "contacts")
        self.tell((None, site.set_settings(CompanySettings, pages["company"])), "company")
        return home, catalogue

    def make_products(self, categories: dict[str, CategoryPage]) -> None:
        shop, stories, furniture = files.words("products"), files.words("stories"), files.furniture()
        stock.make_stores()
        known = set(ProductPage.objects.values_list("slug", flat=True))
        for number, drawn in enumerate(furniture, start=1):
            if drawn["slug"] in known:
                continue
            sold = shop[drawn["slug"]]
            story = stories.get(drawn["slug"], [])
            page = products.make_product(categories[drawn["category"]], drawn, sold, story)
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

    def make_promotions(self, home: HomePage) -> None:
        texts = files.words("promotions")
        made = promotions.make_index(home, PromotionIndexPage, "promotions", texts["promotions"])
        stories = self.tell(made, texts["promotions"]["title"])
        for words in texts["promotion"]:
            promotion = self.tell(promotions.make_promotion(words), words["title"])
            if story := words.get("page"):
                page = promotions.make_promotion_page(stories, promotion, words["slug"], story)
                self.tell(page, story["title"])
        made = promotions.make_index(home, NewsIndexPage, "news", texts["news"])
        news = self.tell(made, texts["news"]["title"])
        for words in texts["piece"]:
            self.tell(promotions.make_news(news, words), words["title"])

    def make_people(self) -> list[people.Account]:
        """Accounts that were made now. Known names with passwords belong to a machine where DEBUG is on."""
        if not settings.DEBUG:
            self.stdout.write("Accounts and reviews are for DEBUG only; none are made here.")
            return []
        accounts = people.make_staff() + people.make_customers()
        for account in accounts:
            self.tell((account, True), f"account {account.username}")
        self.tell((None, written := reviews.write_all()), f"{written} reviews")
        richest = next(iter(files.words("reviews")["customers"]))
        given = money.give_balance(richest)
        self.tell((None, given), f"{money.BALANCE} roubles on the balance of {richest}")
        self.tell((None, ordered := orders.make_orders(richest)), f"{ordered} orders of {richest}")
        return accounts

    def tell_passwords(self, accounts: list[people.Account]) -> None:
        if not accounts:
            return
        self.stdout.write(
            "\nAccounts; the passwords are shown only now (manage.py changepassword sets new ones):"
        )
        for account in accounts:
            self.stdout.write(f"  {account.username:14} {account.password:18} {account.what}")

    def tell(self, result: tuple, what: str):
        """Count and print what was made; gives back the thing itself."""
        thing, is_new = result
        if is_new:
            self.made += 1
            self.stdout.write(f"  + {what}")
        return thing
