from .events import OrderEvent, OrderTimeline
from .lines import OrderItem, PromotionUse, Reservation
from .orders import Order

__all__ = ["Order", "OrderEvent", "OrderItem", "OrderTimeline", "PromotionUse", "Reservation"]
