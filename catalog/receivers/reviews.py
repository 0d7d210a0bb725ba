"""A review that leaves with its author takes its stars along."""

from django.db.models import QuerySet
from django.db.models.signals import post_delete
from django.dispatch import receiver
from wagtail.models import Page

from ..models import Review
from ..services import summary


@receiver(post_delete, sender=Review, dispatch_uid="catalog.summarise_without_review")
def review_deleted(instance: Review, origin, **kwargs) -> None:
    """Not when the product itself is deleted: it has no figures to keep."""
    deleted = origin.model if isinstance(origin, QuerySet) else type(origin)
    if not issubclass(deleted, Page):
        summary.refresh(instance.product_id)
