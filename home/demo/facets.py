"""Facets of the demo: values that the shop's own seed already brought are kept as they are."""

from functools import cache

from catalog.models import Facet, FacetValue

from .files import words

# Slots of a product's materials that are not fronts: the worktop has a facet of its own, tiles have none.
NOT_FRONTS = {"worktop", "splash"}


@cache
def _materials() -> dict:
    return words("materials")


def short_name(material: str) -> str:
    """`sage` → `шалфей`."""
    return _materials()["names"][material][0]


def page_value(facet: str, code: str, name: str) -> FacetValue:
    """A value of purpose or shape."""
    return _value(facet, code, name=name[:1].upper() + name[1:])


def finish_values(variant: dict) -> list[FacetValue]:
    """Materials of a finish: fronts go to the facade facet, worktops to theirs."""
    found = {}
    for slot, material in variant["materials"].items():
        if slot == "splash":
            continue
        name, colour = _materials()["names"][material]
        value = _value(
            "worktop" if slot == "worktop" else "facade",
            material,
            name=name[:1].upper() + name[1:],
            description=variant["label"]["ru"][slot],
            colour=colour,
        )
        found[value.pk] = value
    return list(found.values())


def finish_label(variant: dict) -> str:
    """`Шалфей, дуб, калакатта`: fronts first, then the worktop, each material once."""
    slots = sorted(variant["materials"].items(), key=lambda pair: pair[0] in NOT_FRONTS)
    names = dict.fromkeys(short_name(material) for slot, material in slots if slot != "splash")
    label = ", ".join(names)
    return label[:1].upper() + label[1:]


def _value(facet: str, code: str, **fields) -> FacetValue:
    name, scope, display = _materials()["facets"][facet]
    position = list(_materials()["facets"]).index(facet) * 10
    axis, _ = Facet.objects.get_or_create(
        code=facet, defaults={"name": name, "scope": scope, "display": display, "sort_order": position}
    )
    return FacetValue.objects.get_or_create(facet=axis, code=code, defaults=fields)[0]
