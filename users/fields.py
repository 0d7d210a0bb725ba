"""Columns that know one spelling only, so that uniqueness does not depend on how a database compares letters.

SQLite lowers ASCII only and PostgreSQL follows its collation; here Python folds the value on every road into
the table and in every lookup.
"""

import unicodedata

from django.db import models


def fold_email(value: str) -> str:
    return value.strip().lower()


def fold_username(value: str) -> str:
    return unicodedata.normalize("NFKC", value).strip().casefold()


class _FoldedMixin:
    fold = staticmethod(str)

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        return self.fold(value) if isinstance(value, str) else value

    def pre_save(self, model_instance, add):
        value = super().pre_save(model_instance, add)
        if isinstance(value, str):
            value = self.fold(value)
            setattr(model_instance, self.attname, value)
        return value


class FoldedEmailField(_FoldedMixin, models.EmailField):
    """An e-mail in lower case."""

    fold = staticmethod(fold_email)


class FoldedUsernameField(_FoldedMixin, models.CharField):
    """A login name in NFKC and case-folded: `Иван`, `иван` and `ИВАН` are one name."""

    fold = staticmethod(fold_username)
