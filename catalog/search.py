"""Search over products: the words that are stored, and the words that are asked."""

import re

from .models import ProductPage, Variant

WORD = re.compile(r"[\w-]+")


def index_words(product: ProductPage) -> str:
    """Words of `product` for `ProductSummary.words`, with a space at both ends."""
    skus = Variant.objects.filter(product=product).values_list("sku", flat=True)
    text = " ".join([product.title, product.description, *skus]).lower().replace("ё", "е")
    return f" {' '.join(dict.fromkeys(WORD.findall(text)))} "
