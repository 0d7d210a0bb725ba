from .company import CompanySettings
from .documents import OrderDocument
from .events import OrderEvent, OrderTimeline
from .lines import OrderItem, PromotionUse, Reservation
from .orders import Order

__all__ = [
    "CompanySettings",
    "Order",
    "OrderDocument",
    "OrderEvent",
    "OrderItem",
    "OrderTimeline",
    "PromotionUse",
    "Reservation",
]
