"""What the pages of the site show around their own content: the menu and the footer, from the page tree."""

from dataclasses import dataclass, field

from django.db.models import F, Q
from django.http import HttpRequest
from wagtail.models import Page, Site

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
    """The links of the request's site, in a fixed number of queries; the same object for the whole request."""
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
