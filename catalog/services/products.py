"""Making, copying and withdrawing products."""

from collections.abc import Collection, Iterable
from decimal import Decimal
from itertools import count

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from wagtail.actions.delete_page import DeletePageAction
from wagtail.coreutils import find_available_slug
from wagtail.models import Page

from ..errors import DraftInUse
from ..models import CategoryPage, ProductHistory, ProductPage, Variant
from ..slugs import slug_of
from . import summary
from .availability import set_availability
from .locks import lock_product, lock_products
from .variants import create_variant

SKU_LENGTH = Variant._meta.get_field("sku").max_length
# What a copied variant takes over; price and materials go by their own arguments, stock and state never.
COPIED = (
    "size_label", "finish_label", "picture_id", "material_variant", "sold_as", "width_mm", "height_mm",
    "depth_mm", "lead_days", "unit", "sort_order",
)  # fmt: skip


@transaction.atomic
def create_product(
    category: CategoryPage,
    *,
    name: str,
    sku: str,
    sold_as: str,
    list_price: Decimal,
    owner=None,
    **variant_fields,
) -> ProductPage:
    """A draft product page in `category` with its first variant, or nothing at all.

    list_price: roubles; variant_fields: the columns of `Variant` (width_mm, height_mm, depth_mm, lead_days).
    Raises SkuTaken.
    """
    page = ProductPage(title=name, slug=find_available_slug(category, slug_of(name)), live=False, owner=owner)
    category.add_child(instance=page)
    page.save_revision(user=owner)
    create_variant(page.pk, sku=sku, sold_as=sold_as, list_price=list_price, **variant_fields)
    return page


def products_under(pages: Iterable[Page]) -> QuerySet[ProductPage]:
    """The products among `pages` and below them."""
    within = Q(pk__in=[])
    for page in pages:
        within |= Q(path__startswith=page.path)
    return ProductPage.objects.filter(within)


@transaction.atomic
def withdraw_product(product_id: int, *, actor=None) -> ProductPage:
    """Take a product off sale for good: the page leaves the site, every variant becomes inactive.

    Nothing is deleted: prices, orders and history keep what they point at. Doing it twice changes nothing.
    """
    lock_product(product_id)
    page = ProductPage.objects.get(pk=product_id)
    if page.live:
        page.unpublish(user=actor)
    for variant in page.variants.filter(is_active=True):
        variant.is_active = False
        variant.version += 1
        variant.save(update_fields=["is_active", "version", "updated_at"])
        set_availability(variant, available=0)
    summary.refresh(product_id)
    return page


@transaction.atomic
def withdraw_products(product_ids: Collection[int], *, actor=None) -> None:
    """All of them or none."""
    lock_products(product_ids)
    for product_id in product_ids:
        withdraw_product(product_id, actor=actor)


def unused_drafts() -> QuerySet[ProductPage]:
    """Products that visitors never saw and whose variants no store ever had: deleting them loses nothing."""
    held = Variant.objects.filter(product=OuterRef("pk"), stock_items__isnull=False)
    return ProductPage.objects.filter(~Exists(held), live=False, first_published_at=None)


@transaction.atomic
def delete_draft(product_id: int, *, actor=None) -> None:
    """Delete one of `unused_drafts` with its variants and their history. Raises DraftInUse for any other."""
    lock_product(product_id)
    page = unused_drafts().filter(pk=product_id).first()
    if page is None:
        raise DraftInUse
    ProductHistory.objects.filter(variant__product=page).delete()
    page.variants.all().delete()
    DeletePageAction(page, user=actor).execute(skip_permission_checks=True)


def free_sku(sku: str) -> str:
    """An unused SKU for a copy of `sku`: `KS-900` → `KS-900-2`."""
    for number in count(2):
        ending = f"-{number}"
        candidate = sku[: SKU_LENGTH - len(ending)] + ending
        if not Variant.objects.filter(sku=candidate).exists():
            return candidate
    raise AssertionError("unreachable")


@transaction.atomic
def copy_variants(source_id: int, target_id: int) -> list[Variant]:
    """Give the copied page `target_id` the variants of `source_id`: inactive, with new SKUs, no stock.

    A page that has variants already stays as it is, so that doing it twice is harmless.
    """
    lock_product(target_id)
    if Variant.objects.filter(product_id=target_id).exists():
        return []
    originals = Variant.objects.filter(product_id=source_id).prefetch_related("finish_values")
    return [
        create_variant(
            target_id,
            sku=free_sku(original.sku),
            list_price=original.list_price,
            finish_values=list(original.finish_values.all()),
            is_active=False,
            **{name: getattr(original, name) for name in COPIED},
        )
        for original in originals
    ]


@transaction.atomic
def copy_variants_of_tree(source: Page, copy: Page) -> None:
    """The same for whole branches: products below `copy` get variants from their counterparts below `source`.

    A recursive copy keeps the order of the pages, so the two branches match page by page; a shorter one means
    that only the page itself was copied.
    """
    pairs = zip(
        source.get_descendants(inclusive=True).order_by("path").values_list("pk", flat=True),
        copy.get_descendants(inclusive=True).order_by("path").values_list("pk", flat=True),
        strict=False,
    )
    products = set(products_under([copy]).values_list("pk", flat=True))
    for source_id, copy_id in pairs:
        if copy_id in products:
            copy_variants(source_id, copy_id)
