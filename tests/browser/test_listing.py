"""The listing in a browser: what narrow screens get instead of the panel."""

import pytest


@pytest.mark.parametrize("width", [320, 390])
@pytest.mark.parametrize("address", ["/catalog/", "/catalog/?facade=oak&facade=walnut&sort=-price&worktop=oak"])
def test_every_button_of_the_bottom_bar_lies_within_the_window(open_page, address, width):
    page = open_page(address, width=width)

    boxes = [button.bounding_box() for button in page.locator(".dock--listing .btn").all()]

    assert len(boxes) == 2
    for box in boxes:
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        assert box["height"] < 60, "the words stand in one line"
