"""What a product page still lacks: before it may be published, and before it is as good as it could be."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from ..enums import SoldAs
from ..models import Picture, ProductPage, Variant


def pictures_of(page: ProductPage) -> Iterator[Picture]:
    """Every picture that `page`, as it stands in the editor, shows."""
    yield from filter(None, [page.color_image, page.bw_image, *(item.image for item in page.gallery.all())])


def missing_for_publishing(page: ProductPage) -> list[str]:
    """Sentences that keep `page` from visitors; empty when it may be published."""
    sentences = []
    if not page.is_sellable:
        sentences.append(_("Add a variant with a price, or put one back on sale."))
    if page.color_image is None:
        sentences.append(_("Add a colour picture."))
    silent = {picture.title for picture in pictures_of(page) if not picture.description.strip()}
    sentences += [
        _("Describe the picture “%(title)s”: people who cannot see it need that.") % {"title": title}
        for title in sorted(silent)
    ]
    return sentences


def worth_adding(page: ProductPage) -> list[str]:
    """Advice that never stops anybody from publishing."""
    advice = []
    if page.color_image and page.bw_image is None:
        advice.append(_("The pair is not complete: there is a colour picture but no sketch."))
    if page.model_3d is None:
        advice.append(_("There is no 3D model: visitors cannot turn the piece around."))
    if not page.description:
        advice.append(_("There is no description."))
    if not page.search_description:
        advice.append(_("There is no description for search engines."))
    if not page.facet_values.all():
        advice.append(_("No facet is ticked: filters will not find this product."))
    variants = list(page.variants.filter(is_active=True)) if page.pk else []
    late = [
        variant.sku for variant in variants if variant.sold_as != SoldAs.READY_MADE and not variant.lead_days
    ]
    if late:
        advice.append(_("No lead time: %(skus)s.") % {"skus": ", ".join(late)})
    if page.model_3d and variants and not any(fits(page.model_3d, variant) for variant in variants):
        advice.append(
            _("The 3D model measures %(model)s mm, and no variant on sale has that size.")
            % {"model": " × ".join(str(size) for size in sizes(page.model_3d))}
        )
    return advice


def sizes(thing) -> tuple[int, int, int]:
    """Width, depth and height in mm."""
    return thing.width_mm, thing.depth_mm, thing.height_mm


def fits(model, variant: Variant) -> bool:
    """Whether a 3D model's box is the variant's, give or take 2 %."""
    return all(
        abs(own - wanted) <= max(wanted * 0.02, 1)
        for own, wanted in zip(sizes(model), sizes(variant), strict=True)
    )
