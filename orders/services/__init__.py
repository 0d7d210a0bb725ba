"""Everything that changes an order. The order's row is locked first, then stock, then promotions."""
