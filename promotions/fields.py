"""Columns of promotions."""

import unicodedata

from django.db import models

from core.folding import FoldedMixin

CODE_LENGTH = 40


def fold_code(value: str) -> str:
    """Capitals without spaces, dashes and what has no shape: ` весна-10 ` and `Весна 10` are ВЕСНА10."""
    plain = unicodedata.normalize("NFKC", value).upper()
    return "".join(char for char in plain if unicodedata.category(char)[0] not in "ZC" and char not in DASHES)


DASHES = frozenset("-‐‑‒–—−_")


class VoucherCodeField(FoldedMixin, models.CharField):
    """A voucher's code in the one spelling that is compared."""

    fold = staticmethod(fold_code)
