"""Lines of a cart as the quote wants them, in a fixed number of queries."""

from collections.abc import Collection, Sequence

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from catalog.enums import SoldAs
from catalog.models import ProductHistory, Variant
from catalog.selectors.rows import Rows
from catalog.selectors.visibility import listed_variants
from inventory.pieces import StockRow
from inventory.selectors import STOCK_COLUMNS, stock_row, stock_rows

from ..enums import OrderKind
from ..models import Cart, CartItem
from ..quote import Line

KINDS = {SoldAs.READY_MADE: OrderKind.READY_MADE}


def on_sale(variants: QuerySet[Variant]) -> QuerySet[Variant]:
    """Those of `variants` that a visitor may buy: active, on a live page that everybody may see."""
    return variants.filter(Exists(listed_variants().filter(variant_id=OuterRef("pk"))))


def kind_of(variant: Variant) -> OrderKind:
    return KINDS.get(SoldAs(variant.sold_as), OrderKind.MADE_TO_ORDER)


def cart_items(cart: Cart, *, only: Collection[int] | None = None) -> list[CartItem]:
    """The lines with their variants, products and free pieces, oldest first, in one query.

    Each line carries `is_on_sale` and `history_pk`, the snapshot that an order would refer to.
    only: pks of lines, for ordering one of them.
    """
    newest = ProductHistory.objects.filter(variant=OuterRef("variant_id")).order_by(
        "-snapshot_taken_at", "-pk"
    )
    items = (
        CartItem.objects.filter(cart=cart)
        .select_related("variant__product")
        .annotate(
            is_on_sale=Exists(listed_variants().filter(variant_id=OuterRef("variant_id"))),
            history_pk=Subquery(newest.values("pk")[:1]),
            stock_rows=Rows(stock_rows(OuterRef("variant_id")), *STOCK_COLUMNS),
        )
        .order_by("pk")
    )
    return list(items if only is None else items.filter(pk__in=only))


def stock_of(items: Sequence[CartItem]) -> dict[int, list[StockRow]]:
    """Free pieces by variant of the lines that are sold from stock."""
    return {
        item.variant_id: [stock_row(*columns) for columns in item.stock_rows or ()]
        for item in items
        if item.variant.takes_stock
    }


def quote_lines(items: Sequence[CartItem], stock: dict[int, list[StockRow]]) -> list[Line]:
    """What `cart.quote.make_quote` takes."""
    return [_line(item, stock) for item in items]


def _line(item: CartItem, stock: dict[int, list[StockRow]]) -> Line:
    variant = item.variant
    available = None
    if variant.takes_stock:
        available = sum(row.available for row in stock.get(variant.pk, ()))
    return Line(
        key=item.pk,
        variant_id=variant.pk,
        product_id=variant.product_id,
        sku=variant.sku,
        name=variant.product.title,
        size=variant.size_label,
        finish=variant.finish_label,
        kind=kind_of(variant),
        quantity=item.quantity,
        price=variant.current_price,
        agreed_price=item.price_when_added,
        old_price=None,
        available=available,
        is_on_sale=item.is_on_sale,
        lead_days=0 if variant.takes_stock else variant.lead_days,  # what lies in stock is not waited for
    )
