"""Where the demo content lies and how it is read."""

import json
import tomllib
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR) / "demo"
ASSETS = ROOT / "assets"


def words(name: str) -> dict:
    """The texts and figures of `demo/<name>.toml`."""
    return tomllib.loads((ROOT / f"{name}.toml").read_text(encoding="utf-8"))


def furniture() -> list[dict]:
    """The products of `assets/catalogue.json`, in the order of the catalogue."""
    return json.loads((ASSETS / "catalogue.json").read_text(encoding="utf-8"))["products"]
