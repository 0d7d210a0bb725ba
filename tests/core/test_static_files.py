"""Static files as production publishes them."""

import json
import re

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.test import override_settings

from core.npm_finder import FILES

HASHED = re.compile(r"\.[0-9a-f]{12}\.")


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """Folder of a `collectstatic` run and its manifest, name → hashed name."""
    root = tmp_path_factory.mktemp("static")
    storages = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "core.static_storage.HashedStaticFilesStorage"},
    }
    with override_settings(STATIC_ROOT=root, STORAGES=storages, WHITENOISE_SKIP_COMPRESS_EXTENSIONS=[""]):
        call_command("collectstatic", interactive=False, verbosity=0)
    return root, json.loads((root / "staticfiles.json").read_text())["paths"]


def test_every_published_name_carries_a_hash(published):
    _, names = published

    assert names["css/istok.css"] != "css/istok.css"
    assert [name for name, hashed in names.items() if not HASHED.search(hashed)] == []


def test_npm_files_are_published(published):
    root, names = published

    assert sorted(name for name in names if name.startswith("npm/")) == sorted(FILES)
    assert all((root / names[name]).stat().st_size for name in FILES)


def test_modules_import_hashed_neighbours(published):
    root, names = published
    imports = re.compile(r"""(?:from|import)\s*\(?\s*["'](\.{1,2}/[^"']+)["']""")
    ours = [name for name in names if name.startswith("js/")]

    found = [
        (name, target) for name in ours for target in imports.findall((root / names[name]).read_text("utf-8"))
    ]

    assert found, "the site's entry module imports its behaviours"
    assert [pair for pair in found if not HASHED.search(pair[1])] == []


def test_nothing_else_of_node_modules_can_be_found():
    assert finders.find("npm/model-viewer/model-viewer.min.js")
    assert finders.find("npm/model-viewer/package.json") is None
