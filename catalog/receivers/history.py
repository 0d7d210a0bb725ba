"""A published name or description is part of what an order line shows, so it makes a history row."""

from django.dispatch import receiver
from wagtail.signals import page_published

from ..models import ProductPage
from ..services.history import record_product


@receiver(page_published, sender=ProductPage, dispatch_uid="catalog.history_of_page")
def record_published(instance: ProductPage, **kwargs) -> None:
    record_product(instance.pk)
