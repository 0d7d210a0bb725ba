"""Columns of the catalogue."""

from django.db import models

from core.folding import FoldedMixin


def fold_sku(value: str) -> str:
    return value.strip().upper()


class SkuField(FoldedMixin, models.CharField):
    """An article number in capitals: who types `ks-900` means KS-900."""

    fold = staticmethod(fold_sku)
