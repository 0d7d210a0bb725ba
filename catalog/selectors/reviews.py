"""Reviews as the product page shows them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil

from ..enums import ReviewState
from ..models.summary import REVIEWS_NEEDED
from .product_rows import REVIEWS_PER_PAGE, ProductRows, ReviewRow
from .product_words import author_of

# Whoever asks for a later page is not reading reviews.
LAST_PAGE = 100_000


@dataclass(frozen=True, slots=True)
class ReviewView:
    pk: int
    rating: int
    comment: str
    reply: str
    verified: bool
    state: str
    created_at: datetime
    author: str

    @property
    def is_pending(self) -> bool:
        return self.state == ReviewState.PENDING

    @property
    def is_rejected(self) -> bool:
        return self.state == ReviewState.REJECTED


@dataclass(frozen=True, slots=True)
class Bar:
    """How many people gave `stars`; `percent` of all, whole."""

    stars: int
    people: int
    percent: int


@dataclass(frozen=True, slots=True)
class ReviewSection:
    """One page of a product's reviews. average: one decimal, None until there are enough for one."""

    reviews: Sequence[ReviewView]
    own: ReviewView | None
    bars: Sequence[Bar]
    count: int
    average: float | None
    number: int
    pages: int

    @property
    def previous(self) -> int | None:
        return min(self.number - 1, self.pages) if self.number > 1 and self.pages else None

    @property
    def following(self) -> int | None:
        return self.number + 1 if self.number < self.pages else None


def page_number(asked: str | None) -> int:
    """The page of reviews that `?reviews=` asks for; 1 for anything that is no page number."""
    if not asked or not asked.isascii() or not asked.isdigit() or len(asked) > len(str(LAST_PAGE)):
        return 1
    return min(max(int(asked), 1), LAST_PAGE)


def review_section(rows: ProductRows, number: int) -> ReviewSection:
    count = sum(rows.stars.values())
    total = sum(stars * people for stars, people in rows.stars.items())
    return ReviewSection(
        reviews=tuple(map(_view, rows.reviews)),
        own=_view(rows.own_review) if rows.own_review else None,
        bars=tuple(_bar(stars, rows.stars.get(stars, 0), count) for stars in (5, 4, 3, 2, 1))
        if count
        else (),
        count=count,
        average=round(total / count, 1) if count >= REVIEWS_NEEDED else None,
        number=number,
        pages=ceil(count / REVIEWS_PER_PAGE),
    )


def _view(review: ReviewRow) -> ReviewView:
    return ReviewView(
        pk=review.pk,
        rating=review.rating,
        comment=review.comment,
        reply=review.reply,
        verified=review.verified,
        state=review.state,
        created_at=review.created_at,
        author=author_of(review),
    )


def _bar(stars: int, people: int, count: int) -> Bar:
    return Bar(stars, people, round(people * 100 / count))
