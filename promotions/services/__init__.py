"""Everything that changes promotions, vouchers and how often they were used."""

from .campaigns import create_promotion, delete_promotion, update_promotion
from .uses import give_back, redeem
from .vouchers import create_voucher, find_voucher, make_series, update_voucher

__all__ = [
    "create_promotion",
    "create_voucher",
    "delete_promotion",
    "find_voucher",
    "give_back",
    "make_series",
    "redeem",
    "update_promotion",
    "update_voucher",
]
