"""Addresses of pages from their path in the tree, without loading the page."""

from django.urls import reverse
from wagtail.models import Site


def address_of(url_path: str) -> str:
    """The public address of the page at `url_path`; "" outside every site. Wagtail caches site roots."""
    for site in Site.get_site_root_paths():
        if url_path.startswith(site.root_path):
            return reverse("wagtail_serve", args=(url_path[len(site.root_path) :],))
    return ""
