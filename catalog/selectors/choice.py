"""Which variant of a product a visitor looks at, and what else can be chosen there. Pure: no database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .product_rows import VariantRow


@dataclass(frozen=True, slots=True)
class Choice:
    """asked_unknown: the address named a variant or a size that the product does not have."""

    variant: VariantRow | None
    asked_unknown: bool = False


@dataclass(frozen=True, slots=True)
class Option:
    """A size or a finish to choose. variant: what choosing it leads to; exists: in the size chosen now."""

    variant: VariantRow
    is_chosen: bool
    exists: bool = True


def choose(variants: Sequence[VariantRow], asked: Mapping[str, str]) -> Choice:
    """The variant that `?v=<sku>` names; `&size=` then asks for the same finish in another size.

    Without JavaScript the form sends both. What cannot be had as asked becomes the nearest: the size stays.
    """
    if not variants:
        return Choice(None)
    named = next((variant for variant in variants if variant.sku == asked.get("v")), None)
    start = named or variants[0]
    unknown = bool(asked.get("v")) and named is None
    size = asked.get("size")
    if size is None or size == start.size_label:
        return Choice(start, unknown)
    if size not in sizes(variants):
        return Choice(start, asked_unknown=True)
    return Choice(nearest(variants, size=size, finish=start.finish_label), unknown)


def sizes(variants: Sequence[VariantRow]) -> list[str]:
    """Labels of the sizes, the narrowest first; of equal width in the owner's order."""
    ordered = sorted(variants, key=lambda variant: variant.width_mm)
    return list(dict.fromkeys(variant.size_label for variant in ordered))


def finishes(variants: Sequence[VariantRow]) -> list[str]:
    return list(dict.fromkeys(variant.finish_label for variant in variants))


def nearest(variants: Sequence[VariantRow], *, size: str, finish: str) -> VariantRow:
    """The variant of `size` in `finish`; the first one of that size when the finish is not made in it."""
    of_size = [variant for variant in variants if variant.size_label == size]
    return next((variant for variant in of_size if variant.finish_label == finish), of_size[0])


def size_options(variants: Sequence[VariantRow], chosen: VariantRow) -> list[Option]:
    """Every size, when there is more than one."""
    found = sizes(variants)
    if len(found) < 2:
        return []
    return [
        Option(nearest(variants, size=size, finish=chosen.finish_label), size == chosen.size_label)
        for size in found
    ]


def finish_options(variants: Sequence[VariantRow], chosen: VariantRow) -> list[Option]:
    """Every finish, when there is more than one; `exists` is False for one that the chosen size lacks."""
    found = finishes(variants)
    if len(found) < 2:
        return []
    options = []
    for finish in found:
        of_finish = [variant for variant in variants if variant.finish_label == finish]
        same_size = [variant for variant in of_finish if variant.size_label == chosen.size_label]
        options.append(Option((same_size or of_finish)[0], finish == chosen.finish_label, bool(same_size)))
    return options
