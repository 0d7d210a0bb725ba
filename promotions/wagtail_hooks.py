"""Where promotions enter Wagtail's admin."""

from wagtail import hooks

from .viewsets import PromotionsGroup


@hooks.register("register_admin_viewset")
def register_promotions():
    return PromotionsGroup()
