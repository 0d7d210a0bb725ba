"""Whatever a listing can show passes one of these doors or a service that calls `relist` itself."""

from django.db.models.signals import m2m_changed, post_delete, post_save
from django.dispatch import receiver
from wagtail.models import PageViewRestriction
from wagtail.signals import page_unpublished, post_page_move

from ..models import ProductPage, Variant
from ..services.listing import relist


@receiver(post_save, sender=ProductPage, dispatch_uid="catalog.relist_saved")
@receiver(page_unpublished, sender=ProductPage, dispatch_uid="catalog.relist_unpublished")
@receiver(post_page_move, sender=ProductPage, dispatch_uid="catalog.relist_moved")
def page_changed(instance: ProductPage, **kwargs) -> None:
    """Published, withdrawn, given a 3D model, or put into another category.

    Bulk unpublishing saves the page as a plain `Page`, so `post_save` of a product does not tell of it.
    """
    relist([instance.pk])


@receiver(post_delete, sender=Variant, dispatch_uid="catalog.relist_without_variant")
def variant_deleted(instance: Variant, **kwargs) -> None:
    relist([instance.product_id])


@receiver(m2m_changed, sender=ProductPage.facet_values.through, dispatch_uid="catalog.relist_page_values")
def page_values_changed(instance, action: str, pk_set, reverse: bool, **kwargs) -> None:
    if action.startswith("post_"):
        relist((pk_set or ()) if reverse else [instance.pk])


@receiver(m2m_changed, sender=Variant.finish_values.through, dispatch_uid="catalog.relist_finish_values")
def finish_values_changed(instance, action: str, pk_set, reverse: bool, **kwargs) -> None:
    if not action.startswith("post_"):
        return
    variants = Variant.objects.filter(pk__in=(pk_set or ()) if reverse else [instance.pk])
    relist(variants.values_list("product_id", flat=True))


@receiver([post_save, post_delete], sender=PageViewRestriction, dispatch_uid="catalog.relist_restricted")
def restriction_changed(instance: PageViewRestriction, **kwargs) -> None:
    """A page of its own with a password leaves the lists; a category's restriction is read with the list."""
    relist(ProductPage.objects.filter(pk=instance.page_id).values_list("pk", flat=True))
