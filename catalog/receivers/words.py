"""A published product can be found by its new words at once."""

from django.dispatch import receiver
from wagtail.signals import page_published

from ..models import ProductPage
from ..services import summary


@receiver(page_published, sender=ProductPage, dispatch_uid="catalog.words_of_page")
def product_published(instance: ProductPage, **kwargs) -> None:
    summary.refresh(instance.pk)
