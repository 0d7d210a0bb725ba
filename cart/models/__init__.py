from .carts import CART_EXPIRATION_DAYS, MAX_QUANTITY, Cart, CartItem

__all__ = ["CART_EXPIRATION_DAYS", "MAX_QUANTITY", "Cart", "CartItem"]
