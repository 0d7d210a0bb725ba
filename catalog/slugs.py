"""Readable Latin addresses from Russian names."""

from anyascii import anyascii
from django.utils.text import slugify

# The endings that anyascii spells in a way no Russian reader would.
SPELLING = str.maketrans(
    {"ь": "", "ъ": "", "й": "y", "х": "h", "ц": "c", "щ": "sch", "ё": "e", "ы": "y", "э": "e"}
)


def slug_of(name: str) -> str:
    """`Комод «Зимний»` → `komod-zimniy`; never empty."""
    return slugify(anyascii(name.lower().translate(SPELLING)))[:200] or "page"
