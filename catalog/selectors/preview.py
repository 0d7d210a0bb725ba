"""A product card of what stands in the editor, saved or not."""

from ..enums import Availability
from ..models import Picture, ProductPage, Variant
from ..renditions import PictureSet, picture_set, with_renditions
from .cards import Card, Swatch

SWATCHES_SHOWN = 3


def draft_card(page: ProductPage) -> Card:
    """The card that a listing would show for `page`; price, size and finishes come from saved variants."""
    variants = list(
        Variant.objects.filter(product_id=page.pk, is_active=True).prefetch_related("finish_values")
    )
    first = variants[0] if variants else None
    prices = [variant.current_price for variant in variants]
    finishes = {value.pk: value for variant in variants for value in variant.finish_values.all()}
    swatches = [Swatch(value.name, value.colour) for value in finishes.values() if value.colour]
    return Card(
        pk=page.pk or 0,
        name=page.title,
        url=page.get_url() or "",
        price_from=min(prices, default=None),
        has_many_prices=len(set(prices)) > 1,
        old_price=first.list_price if first and first.is_discounted else None,
        width_mm=first.width_mm if first else 0,
        depth_mm=first.depth_mm if first else 0,
        height_mm=first.height_mm if first else 0,
        lead_days=min((variant.lead_days for variant in variants), default=0),
        availability=first.availability if first else Availability.DISCONTINUED,
        picture=_set_of(page.color_image_id),
        sketch_url=page.bw_image.file.url if page.bw_image else "",
        swatches=tuple(swatches[:SWATCHES_SHOWN]),
        more_swatches=max(len(swatches) - SWATCHES_SHOWN, 0),
        has_3d=page.model_3d_id is not None,
        is_new=page.first_published_at is None,
        rating=None,
        rating_count=0,
    )


def _set_of(picture_id: int | None) -> PictureSet | None:
    pictures = with_renditions(Picture.objects.filter(pk=picture_id), "card")
    return picture_set(pictures.first(), "card")
