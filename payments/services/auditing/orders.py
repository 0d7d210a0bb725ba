"""Orders against their lines, their plan of parts and their money."""

from collections.abc import Iterator

from django.db.models import QuerySet

from core.money import ZERO
from orders.models import Order, OrderItem

from ...enums import PaymentStatus, RefundStatus
from ...models import Payment, PaymentSchedule, Refund
from ...selectors.debts import NOT_FORGIVEN, STANDING, Received, payment_state
from .findings import Finding, found, streamed, sums


def check_orders() -> Iterator[Finding]:
    lines = sums(streamed(OrderItem.objects.order_by("pk").values_list("order_id", "line_total")))
    planned = sums(streamed(PaymentSchedule.objects.order_by("pk").values_list("order_id", "amount")))
    paid = Payment.objects.filter(status=PaymentStatus.COMPLETED).exclude(order=None).order_by("pk")
    captured = sums(streamed(paid.values_list("order_id", "captured")))
    refunded = sums(streamed(paid.values_list("order_id", "refunded")))
    given = Refund.objects.filter(payment__status=PaymentStatus.COMPLETED, status__in=STANDING)
    given = given.exclude(payment__order=None).order_by("pk")
    forgiven = sums(streamed(_of_orders(given.exclude(reason__in=NOT_FORGIVEN))))
    returned = sums(streamed(_of_orders(given.filter(status=RefundStatus.COMPLETED))))
    for order in streamed(Order.objects.order_by("pk")):
        total = order.goods - order.discount - order.points + order.delivery
        if order.total != total:
            yield found(order, f"total is {order.total}, its parts make {total}")
        if lines[order.pk] != order.goods - order.discount:
            yield found(
                order,
                f"its lines make {lines[order.pk]}, goods less discount {order.goods - order.discount}",
            )
        if order.pk in planned and planned[order.pk] != order.total:
            yield found(order, f"its payment schedule makes {planned[order.pk]} instead of {order.total}")
        money = Received(*(of.get(order.pk, ZERO) for of in (captured, refunded, forgiven, returned)))
        if order.payment_state != (state := payment_state(order, money)):
            yield found(order, f"payment state is {order.payment_state}, its money makes it {state}")


def _of_orders(refunds: QuerySet[Refund]) -> QuerySet:
    return refunds.values_list("payment__order_id", "amount")
