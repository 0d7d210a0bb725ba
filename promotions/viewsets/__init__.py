"""Lists and forms of promotions in the admin, in the order of their menu."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.base import ViewSetGroup

from .promotions import PromotionViewSet
from .vouchers import VoucherViewSet


class PromotionsGroup(ViewSetGroup):
    menu_label = _("Promotions")
    menu_icon = "tag"
    menu_order = 155
    items = (PromotionViewSet("promotions"), VoucherViewSet("vouchers"))


__all__ = ["PromotionsGroup"]
