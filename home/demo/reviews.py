"""Reviews of the demo, by the roads that real ones take: written by customers, decided by an editor."""

from datetime import timedelta

from catalog.enums import ReviewState
from catalog.models import ProductPage, Review
from catalog.services.reviews import moderate_review, submit_review
from core import clock
from users.models import CustomUser

from .files import words
from .people import author

MODERATOR = "editor"


def write_all() -> int:
    """Write the reviews that are missing; how many."""
    texts = words("reviews")
    people = {username: author(username, *names) for username, names in texts["people"].items()}
    return sum(_write(review, people[review["author"]]) for review in texts["review"])


def _write(texts: dict, person: CustomUser) -> bool:
    product = ProductPage.objects.live().filter(slug=texts["product"]).first()
    if product is None or Review.objects.filter(product=product, user=person).exists():
        return False
    review = submit_review(product.pk, user=person, rating=texts["rating"], comment=texts["text"])
    Review.objects.filter(pk=review.pk).update(created_at=clock.now() - timedelta(days=texts["days_ago"]))
    if not texts.get("pending"):
        moderator = CustomUser.objects.get(username=MODERATOR)
        moderate_review(review.pk, actor=moderator, state=ReviewState.PUBLISHED, reply=texts.get("reply", ""))
    return True
