"""The single writer of `ProductSummary`."""

from django.db.models import Count, Sum

from ..enums import ReviewState
from ..models import ProductPage, ProductSummary, Review, Variant
from ..search import index_words, learn_words


def refresh(product_id: int) -> ProductSummary:
    """Count a product's figures again: price from, lead time, rating, popularity, words for search."""
    variants = Variant.objects.filter(product_id=product_id, is_active=True)
    prices = list(variants.values_list("current_price", "lead_days"))
    reviews = Review.objects.filter(product_id=product_id, state=ReviewState.PUBLISHED).aggregate(
        rating_sum=Sum("rating"), rating_count=Count("pk")
    )
    words = index_words(ProductPage.objects.get(pk=product_id))
    learn_words(words)
    summary, _ = ProductSummary.objects.update_or_create(
        product_id=product_id,
        defaults={
            "price_from": min((price for price, _ in prices), default=None),
            "lead_days": min((days for _, days in prices), default=None),
            "rating_sum": reviews["rating_sum"] or 0,
            "rating_count": reviews["rating_count"],
            "popularity": reviews["rating_count"],
            "words": words,
        },
    )
    return summary
