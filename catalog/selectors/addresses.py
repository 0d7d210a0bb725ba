"""Addresses of pages from their path in the tree, without loading the page."""

from collections.abc import Sequence

from django.urls import reverse
from wagtail.models import Site
from wagtail.models.sites import SiteRootPath


def address_of(url_path: str, sites: Sequence[SiteRootPath] | None = None) -> str:
    """The public address of the page at `url_path`; "" outside every site.

    sites: `Site.get_site_root_paths()`, for a caller with many pages: each asking costs a trip to the cache.
    """
    for site in Site.get_site_root_paths() if sites is None else sites:
        if url_path.startswith(site.root_path):
            return reverse("wagtail_serve", args=(url_path[len(site.root_path) :],))
    return ""
