from .campaigns import Promotion
from .pages import NewsIndexPage, NewsPage, NewsTag, PromotionIndexPage, PromotionPage
from .uses import CustomerUse
from .vouchers import Voucher, VoucherSeries

__all__ = [
    "CustomerUse",
    "NewsIndexPage",
    "NewsPage",
    "NewsTag",
    "Promotion",
    "PromotionIndexPage",
    "PromotionPage",
    "Voucher",
    "VoucherSeries",
]
