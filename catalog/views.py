"""Listings over HTTP: the pages of catalogue and categories, and search."""

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from .facets.filters import CONTROL
from .selectors.elsewhere import elsewhere
from .selectors.listing import ShownListing, count_of_models, show_listing

BRAND = "ИСТОК"


def listing_of_page(request: HttpRequest, page, *, category_id: int | None) -> ShownListing:
    address = page.get_url(request) or request.path
    return show_listing(
        dict(request.GET.lists()),
        address=address,
        category_id=category_id,
        share_id=page.share_image_id or getattr(page, "picture_id", None),
    )


def redirect_of(listing: ShownListing) -> HttpResponse | None:
    """The answer when the address is to be another one.

    A page beyond the end moves for now only: a browser would keep a permanent redirect when the list has
    grown.
    """
    if not listing.redirect_to:
        return None
    if listing.is_moved_for_good:
        return HttpResponsePermanentRedirect(listing.redirect_to)
    return HttpResponseRedirect(listing.redirect_to)


def listing_context(
    request: HttpRequest, listing: ShownListing, *, title: str, description: str = ""
) -> dict:
    """What templates need besides the page. title: heading of the listing."""
    heading = f"{title}: {listing.narrowed_to.lower()}" if listing.narrowed_to else title
    page = _("page %(number)d") % {"number": listing.filters.page}
    parts = [heading, page] if listing.filters.page > 1 else [heading]
    return {
        "listing": listing,
        "share": listing.share,
        "heading": heading,
        "models": count_of_models(listing.total),
        "meta_title": f"{', '.join(parts)} — {BRAND}",
        "meta_description": description or _description(listing, heading),
        "canonical": request.build_absolute_uri(listing.canonical),
        "robots": "" if listing.is_indexable else "noindex, follow",
    }


def _description(listing: ShownListing, heading: str) -> str:
    if not listing.price_low:
        return ""
    return _("%(heading)s: %(models)s from %(price)s ₽. Choose by material, shape, size and price.") % {
        "heading": heading,
        "models": count_of_models(listing.whole),
        "price": listing.price_low,
    }


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """`/search/?q=`: the listing over what the words find; without words, a page that asks for them."""
    if not CONTROL.sub("", request.GET.get("q", "")).strip():
        return render(
            request, "catalog/search.html", {"robots": "noindex, follow", "meta_title": _search_title()}
        )
    listing = show_listing(dict(request.GET.lists()), address=request.path)
    if response := redirect_of(listing):
        return response
    title = _("Search: %(words)s") % {"words": listing.filters.q}
    context = {**listing_context(request, listing, title=title), "robots": "noindex, follow"}
    if not listing.whole:
        return render(request, "catalog/search_nothing.html", {**context, "elsewhere": elsewhere()})
    return render(request, "catalog/listing.html", {**context, "is_search": True})


def _search_title() -> str:
    return f"{_('Search the catalogue')} — {BRAND}"
