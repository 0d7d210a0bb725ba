"""docs/seed-names.md: every name of the owner's documents is where the table says or waits for its app."""

import importlib
import re
from importlib.util import find_spec
from typing import NamedTuple

import pytest
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist

from .files import ROOT
from .layers import levels

TABLE = ROOT / "docs/seed-names.md"
SEEDS = ["000", "001", "002", "003", "004"]


class Row(NamedTuple):
    seed: str
    name: str
    where: str
    note: str


def rows() -> list[Row]:
    found, seed = [], ""
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if heading := re.match(r"## Seed (\d{3})\b", line):
            seed = heading[1]
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if seed and line.startswith("|") and len(cells) == 3 and not set(cells[0]) <= set("-: "):
            found.append(Row(seed, *cells))
    return [row for row in found if row.name != "Name"]


def resolve(path: str):
    """What stands at a dotted path: module, class, field, member, function. Raises LookupError for none."""
    parts = path.split(".")
    for length in range(len(parts), 0, -1):
        try:
            found = importlib.import_module(".".join(parts[:length]))
        except ModuleNotFoundError as error:
            if error.name and not path.startswith(error.name):
                raise
            continue
        for part in parts[length:]:
            found = member(found, part)
        return found
    raise LookupError(path)


def member(owner, name: str):
    if hasattr(owner, name):
        return getattr(owner, name)
    try:
        return owner._meta.get_field(name)
    except (AttributeError, FieldDoesNotExist):
        raise LookupError(f"{owner!r} has no {name}") from None


def problem(row: Row) -> str | None:
    """What is wrong with a row, or None."""
    if paths := re.findall(r"`([\w.]+)`", row.where):
        try:
            for path in paths:
                resolve(path)
        except LookupError as error:
            return f"does not lead anywhere: {error}"
        return None
    if later := re.fullmatch(r"later: (\w+)(\.\w+)?", row.where):
        app, module = later.groups(default="")
        if app not in levels():
            return f"{app} is no app of the plan"
        is_here = find_spec(app + module) is not None if module else apps.is_installed(app)
        return f"{app}{module} is here now: say where the name lives" if is_here else None
    if row.where == "not ours":
        return None if len(row.note) > 10 else "the reason is missing"
    return f"neither a path, nor later, nor not ours: {row.where!r}"


def test_the_table_covers_the_five_documents():
    assert {row.seed for row in rows()} == set(SEEDS)
    assert len(rows()) > 300


def test_every_name_is_where_the_table_says():
    wrong = [f"{row.seed} {row.name}: {fault}" for row in rows() if (fault := problem(row))]

    assert not wrong, "\n".join(wrong)


def test_no_name_is_listed_twice():
    names = [(row.seed, row.name) for row in rows()]

    assert sorted({name for name in names if names.count(name) > 1}) == []


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (Row("000", "x", "`catalog.models.ProductPage.no_such_field`", ""), "does not lead anywhere"),
        (Row("000", "x", "`catalog.no_such_module.Thing`", ""), "does not lead anywhere"),
        (Row("000", "x", "later: catalog", ""), "is here now"),
        (Row("000", "x", "later: catalog.search", ""), "is here now"),
        (Row("000", "x", "later: shop", ""), "no app of the plan"),
        (Row("000", "x", "not ours", ""), "reason is missing"),
        (Row("000", "x", "somewhere", ""), "neither a path"),
    ],
)
def test_a_wrong_row_is_noticed(row, fault):
    assert fault in problem(row)
