"""The lock that whatever changes a product takes first."""

from collections.abc import Collection

from django.db.models import QuerySet
from wagtail.models import Page


def lock_products(product_ids: Collection[int] | QuerySet) -> None:
    """Hold these products until the transaction ends, so that one change after the other is counted.

    The first statement of every service that writes variants, stock, figures or listing rows. It locks the
    row that publishing and moving write first too, in order of ids: nobody holds what another waits for.
    """
    list(
        Page.objects.filter(pk__in=product_ids)
        .order_by("pk")
        .select_for_update(no_key=True)
        .values_list("pk")
    )


def lock_product(product_id: int) -> None:
    """The same for one product."""
    lock_products([product_id])
