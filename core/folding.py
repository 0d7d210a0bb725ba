"""Columns that know one spelling only, so that uniqueness does not depend on how a database compares letters.

SQLite lowers ASCII only and PostgreSQL follows its collation; here Python folds the value on every road into
the table and in every lookup.
"""


class FoldedMixin:
    """For a text field; `fold` is a static method from any spelling to the one that is kept."""

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
