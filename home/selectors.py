"""What the pages of the site show around their own content: the menu and the footer, from the page tree."""

from dataclasses import dataclass, field

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Substr
from django.http import HttpRequest
from wagtail.models import Page, Site

from catalog.enums import Sort
from catalog.models import CatalogPage, CategoryPage, Picture, ProductPage, Variant
from catalog.renditions import PictureSet, picture_set, with_renditions
from catalog.selectors.cards import Card, cards

from .enums import FooterPlace


@dataclass(frozen=True, slots=True)
class Link:
    title: str
    url: str
    is_current: bool


@dataclass(slots=True)
class SiteTree:
    """Links of the header and the footer, in the order of the page tree."""

    menu: list[Link] = field(default_factory=list)
    categories: list[Link] = field(default_factory=list)
    customers: list[Link] = field(default_factory=list)
    company: list[Link] = field(default_factory=list)
    legal: list[Link] = field(default_factory=list)


def site_tree(request: HttpRequest) -> SiteTree:
    """The links of the request's site, read once a request, in a fixed number of queries."""
    if not hasattr(request, "_site_tree"):
        request._site_tree = _read_tree(request)
    return request._site_tree


def _read_tree(request: HttpRequest) -> SiteTree:
    tree, site = SiteTree(), Site.find_for_request(request)
    if site is None:
        return tree
    root = site.root_page
    first_level, second_level = Q(depth=root.depth + 1), Q(depth=root.depth + 2)
    pages = (
        Page.objects.descendant_of(root)
        .live()
        .public()
        .annotate(footer=F("textpage__footer"), is_category=Q(categorypage__isnull=False))
        .filter(
            first_level & Q(show_in_menus=True)
            | second_level & Q(is_category=True)
            | Q(footer__in=[FooterPlace.CUSTOMERS, FooterPlace.COMPANY, FooterPlace.LEGAL])
        )
        .order_by("path")
    )
    for page in pages:
        url = page.get_url(request)
        link = Link(page.title, url, request.path.startswith(url))
        if page.depth == root.depth + 1 and page.show_in_menus:
            tree.menu.append(link)
        if page.is_category:
            tree.categories.append(link)
        elif page.footer:
            getattr(tree, page.footer).append(link)
    return tree


@dataclass(frozen=True, slots=True)
class CategoryTile:
    """A category on the front page. count: products on sale in it and below it."""

    title: str
    url: str
    picture: PictureSet | None
    count: int


def category_tiles() -> tuple[list[CategoryTile], str]:
    """Top categories with products, and the address of the catalogue; four queries however many there are."""
    catalogue = CatalogPage.objects.live().first()
    if catalogue is None:
        return [], ""
    categories = CategoryPage.objects.child_of(catalogue).live().public().order_by("path")
    pictures = with_renditions(Picture.objects.filter(pk__in=categories.values("picture")), "card").in_bulk()
    counts = _products_below(catalogue)
    tiles = [
        CategoryTile(
            category.title,
            category.url,
            picture_set(pictures.get(category.picture_id), "card", alt=category.title),
            counts.get(category.path, 0),
        )
        for category in categories
    ]
    return [tile for tile in tiles if tile.count], catalogue.url


def _products_below(catalogue: CatalogPage) -> dict[str, int]:
    """Products on sale by the tree path of the top category that holds them."""
    top = Substr("path", 1, len(catalogue.path) + Page.steplen)
    products = ProductPage.objects.live().filter(Exists(_on_sale()))
    return dict(products.annotate(top=top).values_list("top").annotate(count=Count("pk")).order_by())


def _on_sale() -> QuerySet[Variant]:
    return Variant.objects.filter(product=OuterRef("pk"), is_active=True)


def new_products(count: int) -> tuple[list[Card], str]:
    """The latest products on sale, newest first, and the address of the listing that goes on."""
    newest = ProductPage.objects.live().filter(Exists(_on_sale())).order_by("-first_published_at", "-pk")
    catalogue = CatalogPage.objects.live().first()
    more = f"{catalogue.url}?sort={Sort.NEW}" if catalogue else ""
    return cards(list(newest.values_list("pk", flat=True)[:count])), more
