"""Search over products, the same on both databases: SKUs directly, words by their stems.

What is stored (`ProductSummary.words`) are whole words, because a Snowball stem is a prefix of its word:
asking for the prefix «кроват» finds «кровать», which stemming both sides misses. Names of categories and
facet values are looked up when a search is made, so that renaming one needs no new index.
"""

import re
from collections.abc import Iterator
from functools import reduce
from operator import and_, or_

import snowballstemmer
from django.db.models import Case, IntegerField, Q, Value, When

from .models import CategoryPage, FacetValue, ProductPage, ProductSummary, SearchSynonym, SearchWord, Variant

WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
LATIN_KEYS = "`qwertyuiop[]asdfghjkl;'zxcvbnm,."
CYRILLIC_KEYS = "ёйцукенгшщзхъфывапролджэячсмитьбю"
LAYOUT = str.maketrans(LATIN_KEYS, CYRILLIC_KEYS)
EMPTY_WORDS = frozenset(
    "и в во на с со из для под по от до за к ко о об у не или a the of for".split()  # noqa: SIM905
)
MAX_QUERY = 100
MAX_TERMS = 8
SHORTEST_STEM = 3
SHORTEST_MISTYPED = 5
MAX_FOUND = 5000
TITLE_END = " | "  # parts the words of the title from the rest

_stemmer = snowballstemmer.stemmer("russian")


def words_of(text: str) -> list[str]:
    """Lower-case words and numbers of `text`, ё as е; a hyphenated word is followed by its parts."""
    found = WORD.findall(text.lower().replace("ё", "е"))
    parts = (part for word in found if "-" in word for part in word.split("-"))
    return [*found, *parts]


def stem(word: str) -> str:
    """The beginning that all forms of a Russian word share; a short or numeric word stays whole."""
    root = _stemmer.stemWord(word)
    return root if len(root) >= SHORTEST_STEM else word


def index_words(product: ProductPage) -> str:
    """What `ProductSummary.words` holds: words of the title, a mark, then of texts, SKUs and sizes (mm)."""
    variants = Variant.objects.filter(product=product, is_active=True)
    texts = [product.description, *(str(row.value.get("value", "")) for row in product.specs)]
    for row in variants.values_list("sku", "size_label", "finish_label", "width_mm", "height_mm", "depth_mm"):
        texts += map(str, row)
    return joined_words(product.title, texts)


def joined_words(title: str, texts: list[str]) -> str:
    """The words of a title and of the texts about a product as they are stored."""
    return f" {_unique(words_of(title))}{TITLE_END}{_unique(words_of(' '.join(texts)))} "


def learn_words(words: str) -> None:
    """Remember the words of an indexed product, for guessing what a mistyped one meant."""
    letters = {word for word in words.split() if word.isalpha() and len(word) >= SHORTEST_MISTYPED - 1}
    # In order: two products that learn the same words at once would else wait for each other.
    SearchWord.objects.bulk_create([SearchWord(word=word) for word in sorted(letters)], ignore_conflicts=True)


def matching_ids(query: str) -> list[int]:
    """Ids of live products that hold every word of `query`, the most fitting first; at most MAX_FOUND.

    A word is also tried as its synonyms, as typed with the wrong keyboard layout («rjvjl» for «комод»), and,
    when nothing else fits, with one letter wrong.
    """
    query = query.replace("\x00", " ")  # PostgreSQL refuses texts with it
    terms = list(dict.fromkeys(words_of(query[:MAX_QUERY])))
    terms = [term for term in terms if term not in EMPTY_WORDS][:MAX_TERMS] or terms[:1]
    if not terms:
        return []
    by_sku = _ids(Q(product__variants__sku=query, product__variants__is_active=True))
    if by_sku:
        return by_sku
    found = _search(terms)
    if not found and query.isascii():
        found = _search(words_of(query[:MAX_QUERY].lower().translate(LAYOUT))[:MAX_TERMS])
    return found or _search(list(_corrected(terms)))


def _search(terms: list[str]) -> list[int]:
    if not terms:
        return []
    synonyms = [[words_of(phrase) for phrase in row.words.split(",")] for row in SearchSynonym.objects.all()]
    alternatives = [list(_alternatives(term, synonyms)) for term in terms]
    names = _Names()
    everywhere = reduce(
        and_,
        (reduce(or_, (_all_of(words, names.mentions) for words in choice)) for choice in alternatives),
    )
    in_title = reduce(and_, (Q(words__regex=rf"^[^|]* {re.escape(stem(term))}") for term in terms))
    rank = Case(When(in_title, then=Value(0)), default=Value(1), output_field=IntegerField())
    return _ids(everywhere, rank)


def _ids(condition: Q, *order) -> list[int]:
    rows = ProductSummary.objects.filter(condition, product__live=True).order_by(*order, "-popularity", "-pk")
    return list(dict.fromkeys(rows.values_list("pk", flat=True)[:MAX_FOUND]))


def _alternatives(term: str, synonyms: list[list[list[str]]]) -> Iterator[list[str]]:
    """The term itself, then each phrase that editors hold to mean the same."""
    yield [term]
    for phrases in synonyms:
        if any([stem(word) for word in phrase] == [stem(term)] for phrase in phrases):
            yield from (phrase for phrase in phrases if phrase and phrase != [term])


def _all_of(words: list[str], mentions) -> Q:
    return reduce(and_, (mentions(word) for word in words))


class _Names:
    """Categories and facet values by the words of their names, read once per search."""

    def __init__(self) -> None:
        self.categories = [
            (path, words_of(f"{title} {singular}"))
            for path, title, singular in CategoryPage.objects.live().values_list("path", "title", "singular")
        ]
        self.values = [
            (pk, words_of(f"{name} {description}"))
            for pk, name, description in FacetValue.objects.values_list("pk", "name", "description")
        ]

    def mentions(self, word: str) -> Q:
        """Products that hold `word` themselves, in the name of their category, or in a material of theirs."""
        root = stem(word)
        condition = Q(words__contains=f" {root}")
        for path, names in self.categories:
            if any(name.startswith(root) for name in names):
                condition |= Q(product__path__startswith=path)
        values = [pk for pk, names in self.values if any(name.startswith(root) for name in names)]
        if values:
            condition |= Q(
                product__in=ProductPage.facet_values.through.objects.filter(facetvalue__in=values).values(
                    "productpage"
                )
            )
            condition |= Q(
                product__in=Variant.objects.filter(is_active=True, finish_values__in=values).values("product")
            )
        return condition


def _corrected(terms: list[str]) -> Iterator[str]:
    """Each term, or the known word that is one slip away from it when no product knows the term."""
    for term in terms:
        if len(term) < SHORTEST_MISTYPED or SearchWord.objects.filter(word__startswith=stem(term)).exists():
            yield term
            continue
        known = SearchWord.objects.filter(length__range=(len(term) - 1, len(term) + 1)).values_list(
            "word", flat=True
        )
        yield next((word for word in known if is_one_slip_away(term, word)), term)


def is_one_slip_away(one: str, other: str) -> bool:
    """Whether one letter was added, lost, replaced, or swapped with its neighbour."""
    if len(one) > len(other):
        one, other = other, one
    if len(other) - len(one) > 1 or one == other:
        return one == other
    start = next((i for i, letter in enumerate(one) if letter != other[i]), len(one))
    if len(one) < len(other):
        return one[start:] == other[start + 1 :]
    swapped = (
        one[start : start + 2] == other[start : start + 2][::-1] and one[start + 2 :] == other[start + 2 :]
    )
    return swapped or one[start + 1 :] == other[start + 1 :]


def _unique(words: list[str]) -> str:
    return " ".join(dict.fromkeys(words))
