"""The listing in a browser: what narrow screens get instead of the panel."""

import pytest


@pytest.mark.parametrize("width", [320, 390])
@pytest.mark.parametrize(
    "address", ["/catalog/", "/catalog/?facade=oak&facade=walnut&sort=-price&worktop=oak"]
)
def test_every_button_of_the_bottom_bar_lies_within_the_window(open_page, address, width):
    page = open_page(address, width=width)

    boxes = [button.bounding_box() for button in page.locator(".dock--listing .btn").all()]

    assert len(boxes) == 2
    for box in boxes:
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        assert box["height"] < 60, "the words stand in one line"


@pytest.mark.parametrize("width", [1440, 390])
def test_swatches_of_filters_are_round_and_their_words_whole(open_page, width):
    page = open_page("/catalog/", width=width)
    if width < 992:
        page.locator("[data-filters-open]").click()
    page.evaluate("document.querySelectorAll('.filters details').forEach(group => { group.open = true; })")

    broken = page.evaluate(
        """() => [...document.querySelectorAll(".swatch--named")].filter(label => {
            const colour = label.querySelector(".swatch__colour").getBoundingClientRect();
            const words = label.querySelector("span"), range = document.createRange();
            const name = words.firstChild.textContent.trim();
            range.setStart(words.firstChild, 0);
            range.setEnd(words.firstChild, name.length);
            const lines = new Set([...range.getClientRects()].map(box => Math.round(box.top))).size;
            return colour.width !== colour.height || lines > name.split(" ").length;
        }).map(label => label.innerText)"""
    )

    assert page.locator(".swatch--named").count() > 20
    assert broken == []
