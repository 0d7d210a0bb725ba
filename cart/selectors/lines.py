"""Goods for the cart and lines of a cart, each in one statement whose SQL is composed once per process.

Composing what "on sale" means costs more than asking it, and every press of a button asks.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Exists, Model, OuterRef, QuerySet, Subquery

from catalog.enums import SoldAs
from catalog.models import ProductHistory, ProductPage, Variant
from catalog.selectors.rows import PreparedLists, Rows, amount
from catalog.selectors.visibility import listed_variants
from inventory.models import StockItem
from inventory.pieces import StockRow
from inventory.selectors import STOCK_COLUMNS, stock_row, stock_rows

from ..enums import OrderKind
from ..models import Cart, CartItem
from ..quote import Line

KINDS = {SoldAs.READY_MADE: OrderKind.READY_MADE}
OF_ITEM = ("id", "variant_id", "quantity", "price_when_added")
OF_VARIANT = (
    "id", "product_id", "sku", "size_label", "finish_label", "picture_id", "current_price", "sold_as",
    "lead_days", "unit",
)  # fmt: skip
OF_PRODUCT = ("id", "title", "url_path", "color_image_id")


@dataclass(frozen=True, slots=True)
class Goods:
    """A variant that a visitor may buy. available: free pieces over all stores, None where nobody counts."""

    variant: Variant
    available: int | None


def goods_on_sale(variant_id: int) -> Goods | None:
    """What `variant_id` is, in one query; None when visitors may not buy it."""
    found = _goods.read([variant_id])
    if found is None:
        return None
    [columns], stock = found
    variant = _partial(Variant, dict(zip(OF_VARIANT, columns, strict=True)))
    free = sum(stock_row(*row).available for row in stock)
    return Goods(variant, free if variant.takes_stock else None)


def cart_items(cart: Cart, *, only: Collection[int] | None = None) -> list[CartItem]:
    """The lines with their variants, products and free pieces, oldest first, in one query.

    Each line carries `is_on_sale`, `history_pk`, the snapshot that an order would refer to, and `stock`, rows
    of its free pieces. Of variants and products only what a line needs is read. only: pks of lines, for
    ordering one of them.
    """
    found = _items.read([cart.pk])
    if found is None:
        return []
    rows, pieces = found
    stock: dict[int, list[StockRow]] = {}
    for variant_id, *columns in pieces:
        stock.setdefault(variant_id, []).append(stock_row(*columns))
    items = [_item(cart, row, stock) for row in rows]
    return items if only is None else [item for item in items if item.pk in only]


def stock_of(items: Sequence[CartItem]) -> dict[int, list[StockRow]]:
    """Free pieces by variant of the lines that are sold from stock."""
    return {item.variant_id: item.stock for item in items if item.variant.takes_stock}


def quote_lines(items: Sequence[CartItem]) -> list[Line]:
    """What `cart.quote.make_quote` takes."""
    return [_line(item) for item in items]


def newest_snapshot(variant: str) -> Subquery:
    """The pk of the snapshot that an order would refer to; variant: the column that names it."""
    snapshots = ProductHistory.objects.filter(variant=OuterRef(variant))
    return Subquery(snapshots.order_by("-snapshot_taken_at", "-pk").values("pk")[:1])


def _compose_goods(ids: Sequence[int]) -> tuple[QuerySet, Sequence[Rows]]:
    [variant_id] = ids
    variants = Variant.objects.filter(pk=variant_id)
    sold = variants.filter(Exists(listed_variants().filter(variant_id=OuterRef("pk"))))
    return sold, [Rows(variants, *OF_VARIANT), Rows(stock_rows(variant_id), *STOCK_COLUMNS)]


def _compose_items(ids: Sequence[int]) -> tuple[QuerySet, Sequence[Rows]]:
    [cart_id] = ids
    items = CartItem.objects.filter(cart_id=cart_id).order_by("pk")
    items = items.annotate(
        is_on_sale=Exists(listed_variants().filter(variant_id=OuterRef("variant_id"))),
        history_pk=newest_snapshot("variant_id"),
    )
    pieces = StockItem.objects.filter(variant__cart_items__cart_id=cart_id, store__is_active=True)
    return Cart.objects.filter(pk=cart_id), [
        Rows(
            items,
            *OF_ITEM,
            *(f"variant__{name}" for name in OF_VARIANT),
            *(f"variant__product__{name}" for name in OF_PRODUCT),
            "is_on_sale",
            "history_pk",
        ),
        Rows(pieces.order_by("pk"), "variant_id", *STOCK_COLUMNS),
    ]


_goods = PreparedLists(_compose_goods)
_items = PreparedLists(_compose_items)


def _item(cart: Cart, row: Sequence, stock: Mapping[int, list[StockRow]]) -> CartItem:
    names = (*OF_ITEM, *OF_VARIANT, *OF_PRODUCT)
    pairs = list(zip(names, row, strict=False))
    own, of_variant = len(OF_ITEM), len(OF_ITEM) + len(OF_VARIANT)
    item = _partial(CartItem, {"cart_id": cart.pk, **dict(pairs[:own])})
    item.variant = _partial(Variant, dict(pairs[own:of_variant]))
    page = dict(pairs[of_variant:])
    item.variant.product = _partial(ProductPage, {**page, "page_ptr_id": page["id"]})
    is_on_sale, item.history_pk = row[len(names) :]
    item.is_on_sale = bool(is_on_sale)
    item.stock = stock.get(item.variant_id, [])
    return item


def _partial(model: type[Model], values: dict) -> Model:
    """A row of `model` with these columns; reading another one would cost a query."""
    for name in ("price_when_added", "current_price"):
        if name in values:
            values[name] = amount(values[name])
    columns = [field.attname for field in model._meta.concrete_fields if field.attname in values]
    return model.from_db(DEFAULT_DB_ALIAS, columns, [values[name] for name in columns])


def _line(item: CartItem) -> Line:
    variant = item.variant
    takes_stock = variant.takes_stock
    return Line(
        key=item.pk,
        variant_id=variant.pk,
        product_id=variant.product_id,
        sku=variant.sku,
        name=variant.product.title,
        size=variant.size_label,
        finish=variant.finish_label,
        kind=KINDS.get(SoldAs(variant.sold_as), OrderKind.MADE_TO_ORDER),
        quantity=item.quantity,
        price=variant.current_price,
        agreed_price=item.price_when_added,
        available=sum(row.available for row in item.stock) if takes_stock else None,
        is_on_sale=item.is_on_sale,
        lead_days=0 if takes_stock else variant.lead_days,  # what lies in stock is not waited for
    )
