"""The layers of pyproject.toml as numbers: an app may know those below it and none beside or above."""

import tomllib
from pathlib import Path

from django.apps import apps

ROOT = Path(__file__).resolve().parent.parent.parent


def levels() -> dict[str, int]:
    """App name → its layer, 0 at the top; apps that do not exist yet are there too."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = settings["tool"]["importlinter"]["contracts"][0]["layers"]
    return {app.strip(" ()"): level for level, line in enumerate(layers) for app in line.split("|")}


def our_apps() -> list[str]:
    """Labels of the installed apps that are layers."""
    return [config.label for config in apps.get_app_configs() if config.name in levels()]


def may_know(app: str, other: str) -> bool:
    """Whether `app` may point at `other`; both are layers."""
    return app == other or levels()[app] < levels()[other]
