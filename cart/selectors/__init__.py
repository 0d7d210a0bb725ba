"""Reading carts."""
