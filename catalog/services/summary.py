"""The single writer of `ProductSummary`."""

from django.db import transaction
from django.db.models import Count, Sum

from ..enums import ReviewState
from ..models import ProductPage, ProductSummary, Review, Variant
from ..search import index_words, learn_words
from .listing import relist
from .locks import lock_product


@transaction.atomic
def refresh(product_id: int) -> ProductSummary:
    """Count a product's figures again: price from, lead time, rating, popularity, words for search.

    The product is locked before anything is counted, so that of two changes at once the later counts both.
    """
    lock_product(product_id)
    summary, _ = ProductSummary.objects.get_or_create(product_id=product_id)
    variants = Variant.objects.filter(product_id=product_id, is_active=True)
    prices = list(variants.values_list("current_price", "lead_days"))
    reviews = Review.objects.filter(product_id=product_id, state=ReviewState.PUBLISHED).aggregate(
        rating_sum=Sum("rating"), rating_count=Count("pk")
    )
    words = index_words(ProductPage.objects.get(pk=product_id))
    learn_words(words)
    summary.price_from = min((price for price, _ in prices), default=None)
    summary.lead_days = min((days for _, days in prices), default=None)
    summary.rating_sum = reviews["rating_sum"] or 0
    summary.rating_count = summary.popularity = reviews["rating_count"]
    summary.words = words
    summary.save()
    relist([product_id])
    return summary
