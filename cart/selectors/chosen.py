"""Which variant a product page's form means."""

from catalog.models import Variant

SKU_LENGTH = Variant._meta.get_field("sku").max_length


def chosen_variant(sku: str, size: str | None = None) -> Variant | None:
    """The variant of `sku`; with another size, the same finish in that size. None when there is none.

    Without a script the form sends the finish as a SKU and the size beside it, and they may disagree.
    """
    if not sku or len(sku) > SKU_LENGTH or "\0" in sku:
        return None
    variant = Variant.objects.select_related("product").filter(sku=sku).first()
    if variant is None or size is None or size == variant.size_label:
        return variant
    if "\0" in size:
        return None
    same = Variant.objects.select_related("product").filter(
        product_id=variant.product_id, size_label=size, finish_label=variant.finish_label, is_active=True
    )
    return same.first()
