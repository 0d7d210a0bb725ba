"""Promotions as one customer meets them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, FilteredRelation, Q

from catalog.enums import Availability, SoldAs
from core import clock

from ..customers import limit_per_customer, tell_contact
from ..enums import Benefit, Programme, Stacking
from ..models import CustomerUse, Promotion
from ..offers import Offer
from ..querysets import in_force

OWN = (
    "id", "title", "programme", "start_date", "end_date", "active", "benefit", "value", "gift_variant_id",
    "max_discount", "scope", "min_goods", "min_quantity", "first_order_only", "stacking", "needs_code",
    "is_choosable", "total_limit", "per_customer_limit", "used_count",
)  # fmt: skip
GIFT = (
    "product__title", "size_label", "finish_label", "is_active", "product__live", "availability", "sold_as",
)  # fmt: skip
VOUCHER = ("pk", "code", "active", "uses_limit", "used_count", "per_customer_limit")
COLUMNS = (*OWN, *(f"gift_variant__{name}" for name in GIFT))
WITHOUT_VOUCHER = dict.fromkeys(f"opened__{name}" for name in VOUCHER)
NOT_TO_BE_HAD = frozenset({Availability.OUT_OF_STOCK, Availability.DISCONTINUED})


def offers(*, voucher_id: int | None, keys: Sequence[str], also: int | None = None) -> list[Offer]:
    """Every promotion in force that needs no code, and the voucher's one even out of its dates.

    keys: of `promotions.customers.customer_keys`. also: a promotion to read whatever its state, for trying it
    out. One query, and a second where a limit per customer asks.
    """
    found, columns = Promotion.objects.exclude(benefit=Benefit.PRICE), list(COLUMNS)
    wanted = in_force(clock.today()) & Q(needs_code=False)
    if voucher_id is not None:  # without it the statement is half as dear to compose
        found = found.annotate(opened=FilteredRelation("vouchers", condition=Q(vouchers__pk=voucher_id)))
        wanted |= Q(opened__pk__isnull=False)
        columns += [f"opened__{name}" for name in VOUCHER]
    if also is not None:
        wanted |= Q(pk=also)
    rows = [WITHOUT_VOUCHER | row for row in found.filter(wanted).order_by("pk").values(*columns)]
    used = _used_by_customer(rows, keys)
    return [_offer(row, used) for row in rows]


def _used_by_customer(rows: Sequence[dict], keys: Sequence[str]) -> Mapping[tuple[int, int | None], int]:
    """Uses by (promotion, voucher), the highest of any name that the customer is known by."""
    # Of an account alone its orders tell whether the next one is the first: a query less for the cart.
    has_contact = tell_contact(keys)
    asking = [
        row["id"]
        for row in rows
        if row["per_customer_limit"]
        or row["opened__per_customer_limit"]
        or (row["first_order_only"] and has_contact)
    ]
    found: dict[tuple[int, int | None], int] = {}
    if not (asking and keys):
        return found
    uses = CustomerUse.objects.filter(promotion_id__in=asking, customer_key__in=list(keys))
    for promotion_id, voucher_id, used in uses.values_list("promotion_id", "voucher_id", "used"):
        found[promotion_id, voucher_id] = max(used, found.get((promotion_id, voucher_id), 0))
    return found


def _offer(row: dict, used: Mapping[tuple[int, int | None], int]) -> Offer:
    scope, voucher_id = row["scope"], row["opened__pk"]
    has_gift = row["gift_variant_id"] is not None
    return Offer(
        id=row["id"],
        title=row["title"],
        programme=Programme(row["programme"]),
        start_date=row["start_date"],
        end_date=row["end_date"],
        active=row["active"],
        benefit=Benefit(row["benefit"]),
        value=row["value"],
        gift_variant_id=row["gift_variant_id"],
        gift_name=_gift_name(row) if has_gift else "",
        gift_available=has_gift and _gift_can_be_had(row),
        gift_is_counted=has_gift and _gift_on_sale(row) and row["gift_variant__sold_as"] == SoldAs.READY_MADE,
        categories=frozenset(scope.get("categories", ())),
        products=frozenset(scope.get("products", ())),
        values=tuple(frozenset(found) for _facet, found in sorted(scope.get("values", {}).items())),
        min_goods=row["min_goods"],
        min_quantity=row["min_quantity"],
        first_order_only=row["first_order_only"],
        is_exclusive=row["stacking"] == Stacking.EXCLUSIVE,
        max_discount=row["max_discount"],
        needs_code=row["needs_code"],
        is_choosable=row["is_choosable"],
        uses_left=_least(
            _left(row["total_limit"], row["used_count"]),
            _left(row["opened__uses_limit"], row["opened__used_count"]),
        ),
        customer_uses_left=_least(
            _left(_own_limit(row), used.get((row["id"], None), 0)),
            _left(row["opened__per_customer_limit"], used.get((row["id"], voucher_id), 0)),
        ),
        voucher_id=voucher_id,
        code=row["opened__code"] or "",
        voucher_active=row["opened__active"] is not False,
    )


def _own_limit(row: dict) -> int | None:
    return limit_per_customer(
        first_order_only=row["first_order_only"], per_customer_limit=row["per_customer_limit"]
    )


def _gift_name(row: dict) -> str:
    label = ", ".join(filter(None, [row["gift_variant__size_label"], row["gift_variant__finish_label"]]))
    title = row["gift_variant__product__title"]
    return f"{title} ({label})" if label else title


def _gift_can_be_had(row: dict) -> bool:
    return _gift_on_sale(row) and row["gift_variant__availability"] not in NOT_TO_BE_HAD


def _gift_on_sale(row: dict) -> bool:
    return bool(row["gift_variant__is_active"] and row["gift_variant__product__live"])


def _left(limit: int | None, used: int) -> int | None:
    return None if limit is None else max(0, limit - used)


def _least(*limits: int | None) -> int | None:
    return min((limit for limit in limits if limit is not None), default=None)


@dataclass(frozen=True, slots=True)
class Uses:
    """How often a promotion was used by orders that stand. customers: e-mails that they were placed with."""

    orders: int
    customers: int
    codes: int
    codes_used: int


def uses_of(promotion: Promotion) -> Uses:
    # Uses belong to the app of orders, above: a relation asks without knowing it. Counters know limits only.
    standing = promotion.uses.filter(is_counted=True)
    return Uses(
        **standing.aggregate(
            orders=Count("pk"),
            customers=Count("order__contact_email", distinct=True),
            codes_used=Count("voucher", distinct=True),
        ),
        codes=promotion.vouchers.count(),
    )
