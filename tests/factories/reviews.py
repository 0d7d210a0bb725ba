"""Builders of reviews, through the real services."""

from catalog.enums import ReviewState
from catalog.models import ProductPage, Review
from catalog.services.reviews import moderate_review, submit_review

from .people import make_admin, make_user


def make_review(
    product: ProductPage, *, rating: int = 5, comment: str = "", state=ReviewState.PUBLISHED, user=None
):
    """A review by a new customer, published unless `state` says otherwise."""
    review = submit_review(product.pk, user=user or make_user(), rating=rating, comment=comment)
    if state == ReviewState.PENDING:
        return review
    boss = review.user.__class__.objects.filter(is_superuser=True).first() or make_admin()
    return moderate_review(review.pk, actor=boss, state=state)


def states(product: ProductPage) -> list[str]:
    return list(Review.objects.filter(product=product).order_by("pk").values_list("state", flat=True))
