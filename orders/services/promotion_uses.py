"""Uses of promotions and vouchers by an order: counted when it is placed, given back once when it is not."""

from promotions.services import give_back

from ..models import Order, PromotionUse


def return_promotions(order: Order) -> None:
    """A cancelled order has used nothing. The caller holds the order's row."""
    for use in PromotionUse.objects.filter(order=order, is_counted=True).order_by("promotion_id"):
        use.is_counted = False
        use.save(update_fields=["is_counted"])
        give_back(use.promotion_id, voucher_id=use.voucher_id, keys=use.customer_keys)
