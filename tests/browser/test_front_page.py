"""The first screen of the front page."""

import pytest


def test_headline_stands_in_two_lines_above_a_picture_as_wide_as_the_page(open_page):
    page = open_page("/")
    headline, words, picture = (
        page.locator(part).bounding_box() for part in ("h1", ".hero__words", ".compare")
    )
    line = page.locator("h1").evaluate("heading => parseFloat(getComputedStyle(heading).lineHeight)")

    assert round(headline["height"] / line) == 2
    assert words["x"] >= headline["x"] + headline["width"]
    assert picture["y"] > headline["y"] + headline["height"]
    assert picture["width"] > 1300
    assert picture["height"] > 650


@pytest.mark.parametrize("width", [1440, 390])
def test_names_of_the_two_pictures_leave_the_floor_to_the_dimensions(open_page, width):
    page = open_page("/", width=width)
    picture = page.locator(".compare").bounding_box()

    for tag in page.locator(".compare__tag").all():
        box = tag.bounding_box()
        assert box["y"] + box["height"] < picture["y"] + picture["height"] / 4
