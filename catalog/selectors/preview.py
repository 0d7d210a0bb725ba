"""A product card of what stands in the editor, saved or not."""

from dataclasses import replace
from decimal import Decimal

from wagtail.models import Page

from core.clock import now

from ..enums import Availability
from ..models import ProductPage
from .cards import PRODUCT_COLUMNS, VARIANT_COLUMNS, Card, card_lists, card_rows, make_card
from .rows import read_lists

NOTHING_ON_SALE = {
    **dict.fromkeys(VARIANT_COLUMNS, 0),
    "current_price": Decimal(0),
    "old_price": None,
    "availability": Availability.DISCONTINUED,
}


def draft_card(page: ProductPage) -> Card:
    """The card that a listing would show for `page`; what is not the page's own comes from saved rows."""
    saved = ProductPage.objects.filter(pk=page.pk)
    lists = card_lists([page.pk or 0], saved, [[page.color_image_id]], [page.bw_image_id])
    rows = card_rows(read_lists(Page.objects.all(), *lists))
    product = rows.products.get(page.pk) or dict.fromkeys(PRODUCT_COLUMNS)
    product |= {
        "pk": page.pk or 0,
        "title": page.title,
        "url_path": page.url_path or "",
        "first_published_at": product["first_published_at"] or now().isoformat(),
        "color_image_id": page.color_image_id,
        "bw_image_id": page.bw_image_id,
        "model_3d_id": page.model_3d_id,
    }
    if variants := rows.variants.get(page.pk):
        return make_card(product, variants, rows, variants)
    return replace(make_card(product, [NOTHING_ON_SALE], rows, [NOTHING_ON_SALE]), price_from=None)
