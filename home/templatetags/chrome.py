"""Tags of the base template: theme, menu and footer links, breadcrumbs, the picture for sharing."""

from django import template
from wagtail.models import Page, Site

from catalog.models import Picture
from catalog.renditions import PictureSet, picture_set, with_renditions
from core.models import BasePage

from ..enums import Theme
from ..selectors import Link, SiteTree, site_tree

register = template.Library()
PICTURE_FIELDS = ("share_image_id", "color_image_id", "picture_id", "hero_colour_id")


@register.simple_tag(takes_context=True)
def theme(context) -> str:
    """The theme that the visitor's cookie names; light without one."""
    request = context.get("request")
    chosen = request.COOKIES.get("theme") if request else None
    return chosen if chosen in Theme.values else Theme.LIGHT.value


@register.simple_tag(takes_context=True)
def site_links(context) -> SiteTree:
    """`{% site_links as links %}`: what the header and the footer link to."""
    request = context.get("request")
    return site_tree(request) if request else SiteTree()


@register.simple_tag(takes_context=True)
def ancestors(context, page: Page) -> list[Link]:
    """Live pages above `page`, the front page included; a query only when no route has met them."""
    request = context["request"]
    above = page.way_from_root if isinstance(page, BasePage) else None
    if above is None:
        site = Site.find_for_request(request)
        if site is None:
            return []
        above = page.get_ancestors().filter(depth__gte=site.root_page.depth).order_by("path")
    return [Link(parent.title, parent.get_url(request), False) for parent in above if parent.live]


@register.simple_tag
def breadcrumb_data(links: list[Link], title: str, base: str, url: str) -> dict:
    """A schema.org BreadcrumbList that ends with the page itself. base: scheme and host; url: a path."""
    steps = [(link.title, link.url) for link in links] + [(title, url)]
    return {
        "@context": "https://schema.org",
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name, "item": base + path}
            for place, (name, path) in enumerate(steps, start=1)
        ],
    }


@register.simple_tag
def share_picture(page) -> PictureSet | None:
    """The picture for social networks: the editor's choice, else the page's main picture; never a drawing."""
    keys = [key for name in PICTURE_FIELDS if (key := getattr(page, name, None))]
    if not keys:
        return None
    picture = with_renditions(Picture.objects.filter(pk=keys[0]), "share").first()
    return None if picture is None or picture.is_svg() else picture_set(picture, "share")
