"""Which variant a product page's form means."""

from typing import NamedTuple

from catalog.models import Variant

SKU_LENGTH = Variant._meta.get_field("sku").max_length
COLUMNS = ("pk", "sku", "product__title", "product_id", "size_label", "finish_label")


class Chosen(NamedTuple):
    """As much of a variant as adding it takes."""

    pk: int
    sku: str
    name: str
    product_id: int
    size: str
    finish: str


def chosen_variant(sku: str, size: str | None = None) -> Chosen | None:
    """The variant of `sku`; with another size, the same finish in that size. None when there is none.

    Without a script the form sends the finish as a SKU and the size beside it, and they may disagree.
    """
    if not sku or len(sku) > SKU_LENGTH or "\0" in sku:
        return None
    chosen = _first(sku=sku)
    if chosen is None or size is None or size == chosen.size:
        return chosen
    if "\0" in size:
        return None
    return _first(product_id=chosen.product_id, size_label=size, finish_label=chosen.finish, is_active=True)


def _first(**known) -> Chosen | None:
    row = Variant.objects.filter(**known).order_by().values_list(*COLUMNS).first()
    return row and Chosen(*row)
