"""E-mails and login names in the one spelling that is compared."""

import unicodedata

from django.db import models

from core.folding import FoldedMixin


def fold_email(value: str) -> str:
    return value.strip().lower()


def fold_username(value: str) -> str:
    return unicodedata.normalize("NFKC", value).strip().casefold()


class FoldedEmailField(FoldedMixin, models.EmailField):
    """An e-mail in lower case."""

    fold = staticmethod(fold_email)


class FoldedUsernameField(FoldedMixin, models.CharField):
    """A login name in NFKC and case-folded: `Иван`, `иван` and `ИВАН` are one name."""

    fold = staticmethod(fold_username)
