"""What follows when something is saved or published. Receivers hold no rule: each calls one service."""

from . import history, listing, renditions, reviews, words

__all__ = ["history", "listing", "renditions", "reviews", "words"]
