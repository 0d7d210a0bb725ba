"""Uses of promotions and vouchers by an order: counted when it is placed, given back once when it is not."""

from django.db import transaction

from promotions.errors import UsedByCustomer, UsedUp
from promotions.services import give_back, redeem

from ..enums import OrderStatus
from ..models import Order, PromotionUse


def return_promotions(order: Order) -> None:
    """A cancelled order has used nothing. The caller holds the order's row.

    What another order of the same cart has its share of is not given back: that order is counted for it from
    now on. The uses of the whole cart are locked, so of two cancelled at once the later one gives back.
    """
    shared = PromotionUse.objects.filter(order__batch=order.batch).order_by("promotion_id", "pk")
    uses = list(shared.select_for_update(of=("self",), no_key=True))
    counted = [use for use in uses if use.order_id == order.pk and use.is_counted]
    heirs = _heirs(order, uses) if counted else {}
    for use in counted:
        use.is_counted = False
        use.save(update_fields=["is_counted"])
        if heir := heirs.get(use.promotion_id):
            heir.is_counted, heir.counted, heir.customer_keys = True, use.counted, use.customer_keys
            heir.save(update_fields=["is_counted", "counted", "customer_keys"])
        else:
            give_back(
                use.promotion_id, voucher_id=use.voucher_id, keys=use.customer_keys, counted=use.counted
            )


def count_promotions_again(order: Order) -> None:
    """An order that stands again has used what it used. Its price was paid, so a limit that was reached
    meanwhile takes nothing away from it: such a use stays uncounted. The caller holds the order's row.
    """
    shared = PromotionUse.objects.filter(order__batch=order.batch).order_by("promotion_id", "pk")
    uses = list(shared.select_for_update(of=("self",), no_key=True))
    counted = {use.promotion_id for use in uses if use.is_counted}
    for use in uses:
        if use.order_id != order.pk or use.promotion_id in counted or not use.customer_keys:
            continue
        try:
            with transaction.atomic():
                use.counted = redeem(use.promotion_id, voucher_id=use.voucher_id, keys=use.customer_keys)
        except (UsedByCustomer, UsedUp):
            continue
        use.is_counted = True
        use.save(update_fields=["is_counted", "counted"])


def _heirs(order: Order, uses: list[PromotionUse]) -> dict[int, PromotionUse]:
    """By promotion, its use by an order of the same cart that stands. Asked after the locks are held."""
    others = Order.objects.filter(batch=order.batch).exclude(pk=order.pk)
    standing = set(others.exclude(status=OrderStatus.CANCELLED).values_list("pk", flat=True))
    return {use.promotion_id: use for use in uses if use.order_id in standing}
