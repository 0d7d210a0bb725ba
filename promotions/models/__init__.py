from .campaigns import Promotion
from .uses import CustomerUse
from .vouchers import Voucher, VoucherSeries

__all__ = ["CustomerUse", "Promotion", "Voucher", "VoucherSeries"]
