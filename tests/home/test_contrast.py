"""Contrast of the tokens, computed from tokens.css in both themes (WCAG 2.2: 1.4.3, 1.4.11)."""

import re
from pathlib import Path

import pytest
from django.conf import settings

TOKENS = Path(settings.BASE_DIR, "static/css/tokens.css").read_text(encoding="utf-8")
TEXT = [
    ("ink", "paper"),
    ("ink", "sheet"),
    ("ink", "mist"),
    ("ink-2", "paper"),
    ("ink-2", "sheet"),
    ("ink-2", "malachite-tint"),
    ("ink-3", "paper"),
    ("ink-3", "sheet"),
    ("ink-3", "mist"),
    ("malachite", "paper"),
    ("on-malachite", "malachite"),
    ("on-malachite", "malachite-hover"),
    ("night", "ochre"),
    ("on-ochre-2", "ochre"),
    ("night", "white"),
    ("night", "wall"),
    ("on-deep", "deep"),
    ("on-deep-2", "deep"),
    ("ochre", "deep"),
    ("white", "footer"),
    ("on-footer", "footer"),
    ("surik", "paper"),
    ("surik", "sheet"),
    ("surik", "surik-tint"),
    ("ink", "ochre-tint"),
    ("ink", "malachite-tint"),
    ("ink", "surik-tint"),
    ("paper", "ink"),
]
CONTROLS = [
    ("line-strong", "paper"),
    ("line-strong", "sheet"),
    ("malachite", "sheet"),
    ("surik", "sheet"),
]


def colour(token: str, theme: str) -> str:
    value = re.search(rf"--{token}: ([^;]+);", TOKENS)[1]
    pair = re.findall(r"#[0-9a-f]{6}", value)
    return pair[theme == "dark" and len(pair) == 2]


def luminance(hex_colour: str) -> float:
    channels = [int(hex_colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(share * value for share, value in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str, theme: str) -> float:
    lights = sorted(luminance(colour(token, theme)) for token in (one, other))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def test_contrast_is_computed_as_the_standard_says():
    assert contrast("white", "night", "light") == pytest.approx(16.7, abs=0.1)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT)
def test_text_can_be_read(text, ground, theme):
    assert contrast(text, ground, theme) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("edge", "ground"), CONTROLS)
def test_controls_can_be_seen(edge, ground, theme):
    assert contrast(edge, ground, theme) >= 3
