"""What the product page says about a variant, in words for a visitor."""

from urllib.parse import quote

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..enums import Availability
from .product_rows import ReviewRow, VariantRow


def availability_words(variant: VariantRow) -> str:
    """«В наличии: 5 шт.», «Осталась 1 шт.», «Изготовим за 35 рабочих дней»."""
    if variant.availability == Availability.IN_STOCK:
        return _in_stock(variant)
    if variant.availability == Availability.MADE_TO_ORDER:
        return _after_days(
            variant.lead_days,
            _("Made to order"),
            ngettext("Made in %(days)d working day", "Made in %(days)d working days", variant.lead_days),
        )
    if variant.availability == Availability.PREORDER:
        return _after_days(
            variant.lead_days,
            _("Pre-order"),
            ngettext(
                "Pre-order: ready in %(days)d working day",
                "Pre-order: ready in %(days)d working days",
                variant.lead_days,
            ),
        )
    return _("Not in stock")


def _in_stock(variant: VariantRow) -> str:
    if variant.free == 1:
        return _("Only 1 %(unit)s left") % {"unit": variant.unit}
    if variant.free > 1:
        return _("In stock: %(count)s %(unit)s") % {"count": variant.free, "unit": variant.unit}
    return _("In stock")


def _after_days(days: int, without: str, sentence: str) -> str:
    return sentence % {"days": days} if days else without


def letter_subject(product_name: str, variant: VariantRow | None) -> str:
    """Subject of a letter about the product, ready for a `mailto:` address."""
    if variant is None:
        return quote(product_name)
    return quote(_("%(product)s, SKU %(sku)s") % {"product": product_name, "sku": variant.sku})


def author_of(review: ReviewRow) -> str:
    """«Анна К.»: enough to feel a person, not enough to find one."""
    if not review.first_name:
        return _("Customer")
    initial = f" {review.last_name[0]}." if review.last_name else ""
    return f"{review.first_name}{initial}"
