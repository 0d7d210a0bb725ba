"""Writing placed orders: the order with its lines, held pieces, used promotions, first event and letter.

One transaction, given by the caller; all or nothing. What to write was decided by the quote: nothing is
counted here.
"""

import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import IntegrityError, transaction

from cart.delivery import DeliveryChoice, DeliveryMethod
from cart.enums import OrderKind
from catalog.models import Variant
from core import clock
from inventory.services import Want
from promotions.services import redeem
from users.fields import fold_email

from ..enums import EventKind, OrderStatus, PaymentMethod, Role
from ..models import Order, OrderEvent, OrderItem, PromotionUse
from .events import enqueue_letters
from .pieces import hold_pieces

NUMBER_TRIES = 5


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to call and write. phone: E.164. user_id: None for a guest."""

    name: str
    phone: str
    email: str
    user_id: int | None = None


@dataclass(frozen=True, slots=True)
class Handover:
    """How, where and with what wishes."""

    delivery: DeliveryChoice
    address: str
    notes: str = ""


@dataclass(frozen=True, slots=True)
class NewLine:
    """One line to write. wants: the pieces it holds, empty in a request. Amounts in roubles."""

    variant: Variant
    snapshot_id: int
    quantity: int
    price: Decimal
    discount: Decimal
    wants: Sequence[Want]
    is_gift: bool = False


@dataclass(frozen=True, slots=True)
class NewUse:
    """A promotion that gave something to this order. amount: roubles, delivery included."""

    promotion_id: int
    voucher_id: int | None
    amount: Decimal
    sentence: str


@dataclass(frozen=True, slots=True)
class NewOrder:
    """delivery_note: which of its services are agreed by phone, so are not in the sum; "" for none."""

    kind: OrderKind
    lines: Sequence[NewLine]
    uses: Sequence[NewUse]
    goods: Decimal
    discount: Decimal
    points: Decimal
    delivery: Decimal
    total: Decimal
    delivery_note: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """Orders whose pieces and promotions are not taken yet."""

    orders: list[Order]
    items: list[OrderItem]
    wanted: Sequence[NewOrder]


def write_orders(
    wanted: Sequence[NewOrder], *, contact: Contact, handover: Handover, method: PaymentMethod
) -> Written:
    """Write the orders of one cart, ready-made first, with lines, first event and letter; a request starts as
    a draft. `take_what_they_hold` completes them in the same transaction.
    """
    orders = _write_orders(wanted, contact=contact, handover=handover, method=method)
    items = OrderItem.objects.bulk_create(
        [_item(order, line) for order, new in zip(orders, wanted, strict=True) for line in new.lines]
    )
    events = OrderEvent.objects.bulk_create(
        [
            OrderEvent(
                order=order,
                date=order.order_date,
                kind=EventKind.REQUESTED if order.is_request else EventKind.PLACED,
                role=Role.CUSTOMER,
                actor_id=contact.user_id,
            )
            for order in orders
        ]
    )
    enqueue_letters(events)
    return Written(orders, items, wanted)


def take_what_they_hold(written: Written, *, customer_keys: Sequence[str]) -> None:
    """Hold the pieces and count the promotions. The last step: from here to the commit every other buyer of
    these pieces waits.

    Raises OutOfStock, UsedUp, UsedByCustomer: the caller's transaction must not go on then.
    """
    _hold(written.orders, written.items, [line for new in written.wanted for line in new.lines])
    _use_promotions(written.orders, written.wanted, customer_keys)


def _write_orders(
    wanted: Sequence[NewOrder], *, contact: Contact, handover: Handover, method: PaymentMethod
) -> list[Order]:
    batch, moment = uuid.uuid4(), clock.now()
    for attempt in range(NUMBER_TRIES):
        orders = [_order(new, contact, handover, method, batch, moment) for new in wanted]
        try:
            with transaction.atomic():
                return Order.objects.bulk_create(orders)
        except IntegrityError:  # the number is taken: one chance in billions, so a bug is told after five
            if attempt == NUMBER_TRIES - 1:
                raise
    raise AssertionError("unreachable")


def _order(
    new: NewOrder, contact: Contact, handover: Handover, method: PaymentMethod, batch, moment
) -> Order:
    is_request = new.kind == OrderKind.MADE_TO_ORDER
    method = PaymentMethod.LATER if is_request else method
    choice = handover.delivery
    return Order(
        order_id=new_number(),
        batch=batch,
        kind=new.kind,
        status=OrderStatus.DRAFT if is_request else OrderStatus.PENDING,
        payment_method=method,
        pay_until=moment + method.window if method.window else None,
        user_id=contact.user_id,
        contact_name=contact.name,
        contact_phone=contact.phone,
        contact_email=fold_email(contact.email),  # as it is looked for
        buyer_name=contact.name,
        goods=new.goods,
        discount=new.discount,
        points=new.points,
        delivery=new.delivery,
        total=new.total,
        delivery_method=DeliveryMethod(choice.method),
        delivery_zone=choice.zone,
        delivery_km=choice.km,
        delivery_service=choice.service if choice.method == DeliveryMethod.COURIER else "",
        delivery_floor=choice.floor,
        delivery_has_lift=choice.has_lift,
        delivery_note=new.delivery_note,
        shipping_address=handover.address,
        notes=handover.notes,
        order_date=moment,
    )


def new_number() -> str:
    """`ORD-` and eight upper hex digits: not guessable one from the other."""
    return f"ORD-{secrets.token_hex(4).upper()}"


def _item(order: Order, line: NewLine) -> OrderItem:
    variant = line.variant
    return OrderItem(
        order=order,
        product_snapshot_id=line.snapshot_id,
        variant=variant,
        sku=variant.sku,
        name=variant.product.title,
        size=variant.size_label,
        finish=variant.finish_label,
        unit=variant.unit,
        quantity=line.quantity,
        price=line.price,
        discount=line.discount,
        line_total=line.price * line.quantity - line.discount,
        lead_days=0 if variant.takes_stock else variant.lead_days,  # what lies in stock is not waited for
        is_gift=line.is_gift,
    )


def _hold(orders: Sequence[Order], items: Sequence[OrderItem], lines: Sequence[NewLine]) -> None:
    holds = [(item, want) for item, line in zip(items, lines, strict=True) for want in line.wants]
    if holds:  # a request holds nothing, so there is an order that does
        hold_pieces(holds, order=next(order for order in orders if not order.is_request))


def _use_promotions(orders: Sequence[Order], wanted: Sequence[NewOrder], keys: Sequence[str]) -> None:
    """Count each promotion once for the whole cart, and note on each order what it got from it."""
    counted: set[int] = set()
    rows = []
    for order, new in zip(orders, wanted, strict=True):
        for use in new.uses:
            first = use.promotion_id not in counted
            counted.add(use.promotion_id)
            rows.append(
                PromotionUse(
                    order=order,
                    promotion_id=use.promotion_id,
                    voucher_id=use.voucher_id,
                    amount=use.amount,
                    sentence=use.sentence[:500],
                    customer_keys=list(keys) if first else [],
                    is_counted=first,
                )
            )
    for row in sorted(rows, key=lambda each: each.promotion_id):
        if row.is_counted:
            row.counted = redeem(row.promotion_id, voucher_id=row.voucher_id, keys=keys)
    PromotionUse.objects.bulk_create(rows)
