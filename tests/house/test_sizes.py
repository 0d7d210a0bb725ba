"""Files and functions stay small enough to be read at once (limits: docs/architecture.md)."""

import ast

import pytest

from .files import ROOT, project_files

MAX_LINES = {"*.py": 400, "*.css": 300, "*.js": 300, "*.html": 200}
MAX_FUNCTION_LINES = 60
DRAWERS = {"utils.py", "helpers.py", "common.py", "misc.py"}


@pytest.mark.parametrize(("pattern", "limit"), MAX_LINES.items())
def test_files_are_short(pattern, limit):
    lengths = {
        path.relative_to(ROOT).as_posix(): len(path.read_text(encoding="utf-8").splitlines())
        for path in project_files(pattern)
        if "migrations" not in path.parts
    }

    assert lengths
    assert {name: lines for name, lines in lengths.items() if lines > limit} == {}


def test_functions_are_short():
    too_long = {}
    for path in project_files("*.py"):
        if "migrations" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = node.end_lineno - node.lineno + 1
                if lines > MAX_FUNCTION_LINES:
                    too_long[f"{path.relative_to(ROOT)}:{node.name}"] = lines

    assert too_long == {}


def test_no_junk_drawers():
    assert [path for path in project_files("*.py") if path.name in DRAWERS] == []


def test_migrations_have_names():
    names = [path.stem for path in project_files("*/migrations/[0-9]*.py")]

    assert names
    assert [name for name in names if "_auto_" in name] == []
