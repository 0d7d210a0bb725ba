"""Reviews: a customer writes one, staff decide whether it appears."""

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from wagtail.log_actions import log

from core import clock

from ..enums import ReviewState
from ..errors import AlreadyReviewed
from ..models import ProductPage, Review
from . import summary
from .locks import lock_product

LOG_ACTIONS = {
    ReviewState.PUBLISHED: "catalog.review.publish",
    ReviewState.REJECTED: "catalog.review.reject",
    ReviewState.PENDING: "catalog.review.hold",
}
LOG_REPLY = "catalog.review.reply"


@transaction.atomic
def submit_review(product_id: int, *, user, rating: int, comment: str) -> Review:
    """A review that waits for moderation. rating: 1 to 5.

    Raises ProductPage.DoesNotExist for a product that is not published, AlreadyReviewed for a second one.
    Whether this customer may see the page is for the caller to ask.
    """
    product = ProductPage.objects.live().get(pk=product_id)
    try:
        with transaction.atomic():
            return Review.objects.create(product=product, user=user, rating=rating, comment=comment.strip())
    except IntegrityError as error:
        if Review.objects.filter(product=product, user=user).exists():
            raise AlreadyReviewed from error
        raise


@transaction.atomic
def moderate_review(review_id: int, *, actor, state: ReviewState, reply: str | None = None) -> Review:
    """Publish, reject or hold back a review, and answer it (None keeps the answer); the rating follows.

    Doing the same twice changes nothing. Raises PermissionDenied without `catalog.change_review`.
    """
    if not actor.has_perm("catalog.change_review"):
        raise PermissionDenied
    lock_product(Review.objects.values_list("product_id", flat=True).get(pk=review_id))
    review = Review.objects.select_for_update().get(pk=review_id)
    _answer(review, reply, actor)
    if review.state != state:
        review.state, review.moderated_at, review.moderated_by = state, clock.now(), actor
        review.save(update_fields=["state", "moderated_at", "moderated_by"])
        log(review, LOG_ACTIONS[ReviewState(state)], user=actor)
        summary.refresh(review.product_id)
    return review


def _answer(review: Review, reply: str | None, actor) -> None:
    if reply is None or reply.strip() == review.reply:
        return
    review.reply = reply.strip()
    review.save(update_fields=["reply"])
    log(review, LOG_REPLY, user=actor)
