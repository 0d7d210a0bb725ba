"""Pictures of what has just been published get their renditions in the background."""

from django.db.models.signals import post_save
from django.dispatch import receiver
from wagtail.signals import page_published

from core.background import enqueue_after_commit

from ..models import Picture, Variant
from ..picture_use import pictures_of


@receiver(page_published, dispatch_uid="catalog.renditions_of_page")
def prepare_page(instance, **kwargs) -> None:
    _prepare(pictures_of(instance))


@receiver(post_save, sender=Variant, dispatch_uid="catalog.renditions_of_variant")
def prepare_variant(instance: Variant, update_fields=None, **kwargs) -> None:
    """A new picture of a finish; a change of price or availability names its fields and passes by."""
    if update_fields is None or "picture" in update_fields:
        _prepare(pictures_of(instance))


@receiver(post_save, sender=Picture, dispatch_uid="catalog.renditions_of_picture")
def prepare_picture(instance: Picture, created: bool, update_fields=None, **kwargs) -> None:
    """Another file or focal point; a new picture waits until something that shows it is published."""
    if not created and update_fields is None:
        _prepare({instance.pk})


def _prepare(picture_ids: set[int]) -> None:
    if picture_ids:
        enqueue_after_commit("catalog.make_renditions", *sorted(picture_ids))
