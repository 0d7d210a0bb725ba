"""What others ask of promotions; stories of promotions and of news have modules of their own here."""

from .quoting import Uses, offers, uses_of

__all__ = ["Uses", "offers", "uses_of"]
