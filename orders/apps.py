from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrdersConfig(AppConfig):
    name = "orders"
    verbose_name = _("Orders")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cart.orders_above import orders_above

        from . import receivers  # noqa: F401
        from .selectors.history import goods_of_order, has_ordered
        from .services.expiry import free_held

        orders_above.has_ordered = has_ordered
        orders_above.goods_of_order = goods_of_order
        orders_above.free_held = free_held
