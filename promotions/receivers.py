"""What follows when the catalogue tells of something. Receivers hold no rule: each calls one service."""

from django.dispatch import receiver

from catalog.signals import list_price_written

from .services.prices import apply_prices


@receiver(list_price_written, dispatch_uid="promotions.price_of_variant")
def list_price_changed(variant_id: int, **kwargs) -> None:
    apply_prices(variant_id=variant_id)
