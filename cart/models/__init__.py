from .carts import CART_EXPIRATION_DAYS, MAX_QUANTITY, Cart, CartItem
from .delivery import DeliverySettings

__all__ = ["CART_EXPIRATION_DAYS", "MAX_QUANTITY", "Cart", "CartItem", "DeliverySettings"]
