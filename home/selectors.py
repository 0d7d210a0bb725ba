"""What the pages of the site show around their own content: the menu and the footer, from the page tree."""

from dataclasses import dataclass, field

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, F, Q
from django.db.models.functions import Substr
from django.http import HttpRequest
from wagtail.models import Page, Site, get_page_models

from catalog.models import Picture, ProductPage
from catalog.renditions import PictureSet, picture_set, with_renditions
from catalog.selectors.cards import Card, cards
from catalog.selectors.visibility import listed_products

from .enums import FooterPlace


@dataclass(frozen=True, slots=True)
class Link:
    title: str
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class CategoryLink(Link):
    """A top category. path: its place in the page tree."""

    path: str
    picture_id: int | None


@dataclass(slots=True)
class SiteTree:
    """Links of the header and the footer, in the order of the page tree."""

    catalogue: Link | None = None
    menu: list[Link] = field(default_factory=list)
    categories: list[CategoryLink] = field(default_factory=list)
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
        .filter(content_type__in=_types_of_links())
        .live()
        .public()
        .annotate(
            footer=F("textpage__footer"),
            is_catalogue=Q(catalogpage__isnull=False),
            is_category=Q(categorypage__isnull=False),
            picture_id=F("categorypage__picture"),
        )
        .filter(
            first_level & (Q(show_in_menus=True) | Q(is_catalogue=True))
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
        if page.is_catalogue:
            tree.catalogue = link
        if page.is_category and page.depth == root.depth + 2:
            tree.categories.append(CategoryLink(link.title, url, link.is_current, page.path, page.picture_id))
        elif page.footer:
            getattr(tree, page.footer).append(link)
    return tree


@dataclass(frozen=True, slots=True)
class CategoryTile:
    """A category on the front page. count: products that its list shows."""

    title: str
    url: str
    picture: PictureSet | None
    count: int


def category_tiles(categories: list[CategoryLink]) -> list[CategoryTile]:
    """Tiles of the categories whose lists show products; three queries however many they are."""
    keys = [category.picture_id for category in categories if category.picture_id]
    pictures = with_renditions(Picture.objects.filter(pk__in=keys), "card").in_bulk()
    counts = _products_by_path(len(categories[0].path)) if categories else {}
    return [
        CategoryTile(
            category.title,
            category.url,
            picture_set(pictures.get(category.picture_id), "card"),
            counts[category.path],
        )
        for category in categories
        if category.path in counts
    ]


def _products_by_path(length: int) -> dict[str, int]:
    """How many products are listed below each page whose tree path is `length` long."""
    products = ProductPage.objects.filter(pk__in=listed_products().values("product_id"))
    products = products.annotate(above=Substr("path", 1, length))
    return dict(products.values_list("above").annotate(count=Count("pk")).order_by())


def new_products(count: int) -> list[Card]:
    """The latest listed products, newest first."""
    newest = listed_products().order_by("-sort_published", "-product_id")
    return cards(list(newest.values_list("product_id", flat=True)[:count]))


def _types_of_links() -> list[int]:
    """Every page type but products: by this the database leaves tens of thousands of rows unread."""
    models = [model for model in get_page_models() if model is not ProductPage]
    return [kind.pk for kind in ContentType.objects.get_for_models(*models).values()]
