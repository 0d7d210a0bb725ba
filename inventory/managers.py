"""Pieces of one variant, asked for through the variant: `variant.stock_items.reserve(2)`."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.db import models

from core.errors import DomainError


class StockItemManager(models.Manager):
    """`reserve`, `release` and `confirm` know their variant only as `variant.stock_items`.

    They are for callers outside the shop's own services, who know Django's ValidationError: a refusal has the
    code and the sentence of the DomainError behind it, and changes nothing.
    """

    def reserve(self, quantity: int, *, reference: str = "") -> None:
        """Hold `quantity` free pieces, whichever store they lie in."""
        from .services import reserve_pieces

        with _refusal_as_validation_error():
            reserve_pieces(self.instance.pk, quantity=quantity, reference=reference)

    def release(self, quantity: int, *, reference: str = "") -> None:
        """Let go `quantity` held pieces."""
        from .services import release_pieces

        with _refusal_as_validation_error():
            release_pieces(self.instance.pk, quantity=quantity, reference=reference)

    def confirm(self, quantity: int, *, reference: str = "") -> None:
        """`quantity` held pieces are sold."""
        from .services import confirm_pieces

        with _refusal_as_validation_error():
            confirm_pieces(self.instance.pk, quantity=quantity, reference=reference)


@contextmanager
def _refusal_as_validation_error() -> Iterator[None]:
    try:
        yield
    except DomainError as refused:
        raise ValidationError(refused.message, code=refused.code) from refused
