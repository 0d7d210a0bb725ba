"""The product page in a browser: 3D that waits for a click, and a choice that changes the page in place."""

import pytest

CHEST = "/catalog/komod/komod-ritm/"
SLOW = 90_000  # 3D without a graphics card


def choose_view(page, value):
    page.locator(f"label:has(input[value='{value}'])").click()


def text(page, selector):
    return page.locator(selector).first.inner_text().replace("\xa0", " ").replace("\u202f", " ")


def test_model_is_asked_for_only_when_3d_is_chosen(open_page):
    page = open_page(CHEST)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload(wait_until="networkidle")
    assert not [url for url in asked if "model-viewer" in url or url.endswith(".glb")]

    choose_view(page, "3d")
    page.wait_for_selector(".viewer--ready model-viewer", timeout=SLOW)

    assert [url for url in asked if "model-viewer" in url]
    assert [url for url in asked if url.endswith(".glb")]
    model = page.locator("model-viewer")
    assert model.get_attribute("alt")
    assert model.get_attribute("touch-action") == "pan-y"
    assert model.get_attribute("ar-modes") == "webxr scene-viewer quick-look"
    assert model.get_attribute("camera-controls") is not None
    assert model.get_attribute("auto-rotate") is None, "the visitor asked for less motion"
    assert not page.locator(".viewer__ar").is_visible(), "this browser has no augmented reality"
    assert not [text for text in page.watch.complaints if text.startswith(("policy", "exception"))]


FACADES = """() => document.querySelector("model-viewer").model.materials
    .filter(material => material.isActive && material.name.startsWith("facade:"))
    .map(material => material.name)"""


def choose_finish(page, name):
    page.locator(f"label.swatch:has([data-finish-name='{name}'])").click()


def wait_for_facade(page, name):
    page.wait_for_function(f"([name]) => String(({FACADES})()) === name", arg=[name], timeout=SLOW)


def test_model_wears_the_chosen_finish_and_the_first_one_again(open_page):
    page = open_page(CHEST)
    choose_view(page, "3d")
    page.wait_for_selector(".viewer--ready model-viewer", timeout=SLOW)
    assert page.evaluate(FACADES) == ["facade:walnut"]

    for finish, facade in (
        ("Дуб, калакатта", "facade:oak"),
        ("Чёрный ясень, калакатта", "facade:ash-black"),
        ("Орех, эмперадор", "facade:walnut"),
    ):
        choose_finish(page, finish)
        wait_for_facade(page, facade)


@pytest.mark.parametrize(("clicks", "facade"), [((1, 2, 0), "facade:walnut"), ((1, 0, 2, 1), "facade:oak")])
def test_last_of_quick_clicks_wins(open_page, clicks, facade):
    page = open_page(CHEST)
    choose_view(page, "3d")
    page.wait_for_selector(".viewer--ready model-viewer", timeout=SLOW)

    page.evaluate(
        """places => {
            const finishes = document.querySelectorAll("[data-finish-name]");
            for (const place of places) finishes[place].click();
        }""",
        list(clicks),
    )

    wait_for_facade(page, facade)
    page.wait_for_timeout(500)  # an overtaken finish would come now
    assert page.evaluate(FACADES) == [facade]


def test_without_webgl_the_picture_stays_with_a_sentence(open_page):
    page = open_page(CHEST)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.evaluate("HTMLCanvasElement.prototype.getContext = () => null")

    choose_view(page, "3d")

    assert text(page, "[data-words]")
    assert page.locator(".gallery__slide img").first.is_visible()
    assert page.locator("model-viewer").count() == 0
    assert not [url for url in asked if "model-viewer" in url or url.endswith(".glb")]


def test_model_that_does_not_arrive_is_told_and_can_be_tried_again(open_page):
    page = open_page(CHEST)
    page.route("**/*.glb", lambda route: route.abort())
    choose_view(page, "3d")
    page.wait_for_function(
        "() => document.querySelector('[data-words]').textContent.length > 30", timeout=SLOW
    )
    page.wait_for_selector("model-viewer", state="detached", timeout=SLOW)

    page.unroute("**/*.glb")
    choose_view(page, "colour")
    choose_view(page, "3d")

    page.wait_for_selector(".viewer--ready model-viewer", timeout=SLOW)


def test_choice_changes_price_sku_sizes_and_address_in_place(open_page):
    page = open_page(CHEST)
    loads = []
    page.on("framenavigated", lambda frame: loads.append(frame.url))
    price, sku, width, title = (text(page, s) for s in ("[data-price]", "[data-sku]", "[data-width]", "h1"))

    page.locator("label.chip:not(:has(:checked))").first.click()

    assert text(page, "[data-price]") != price
    assert text(page, "[data-width]") != width
    assert text(page, "h1") == title
    chosen = text(page, "[data-sku]")
    assert chosen != sku
    assert page.url.endswith(f"?v={chosen}")
    after = (
        text(page, "[data-price]"),
        text(page, "[data-width]"),
        text(page, ".stamp [data-spec='size'] td"),
    )

    page.reload()

    assert text(page, "[data-sku]") == chosen
    assert (
        text(page, "[data-price]"),
        text(page, "[data-width]"),
        text(page, ".stamp [data-spec='size'] td"),
    ) == after


def test_finish_brings_its_picture(open_page):
    page = open_page(CHEST)
    swatch = page.locator("label.swatch:not(:has(:checked))").first
    swatch.click()

    page.wait_for_function(
        """() => {
            const track = document.querySelector('[data-track]');
            return Math.round(track.scrollLeft / track.clientWidth) + 1 ===
                Number(document.querySelector('[data-position]').textContent) && track.scrollLeft > 0;
        }"""
    )
    assert page.locator(".gallery__thumb[aria-current]").count() == 1
    assert page.locator(".gallery__thumb").first.get_attribute("aria-current") is None


def test_arrow_keys_move_between_colour_and_sketch(open_page):
    page = open_page(CHEST)
    assert not page.locator(".gallery__sketch").is_visible()

    page.locator("input[value='colour']").focus()
    page.keyboard.press("ArrowRight")

    assert page.locator("input[value='sketch']").is_checked()
    page.locator(".gallery__sketch img").wait_for(state="visible")


def test_sketch_is_the_last_of_the_pictures_and_tells_when_another_size_is_chosen(open_page):
    page = open_page(CHEST)
    pictures = page.locator(".gallery__thumb").count()
    assert text(page, ".gallery__position") == f"1 / {pictures}"

    choose_view(page, "sketch")
    assert text(page, ".gallery__position") == f"{pictures} / {pictures}"
    assert not page.locator(".gallery__remark").is_visible()

    page.locator("label.chip:not(:has(:checked))").first.click()
    assert "1 800 × 450 × 780 мм" in text(page, ".gallery__remark")

    page.locator("label.chip:has(input[value='180 см'])").click()
    assert not page.locator(".gallery__remark").is_visible()


@pytest.mark.parametrize("width", [1440, 390])
def test_page_works_without_javascript(open_page, width):
    page = open_page(CHEST, width=width, java_script_enabled=False)
    sku = text(page, "[data-sku]")

    choose_view(page, "sketch")
    page.locator(".gallery__sketch img").wait_for(state="visible")
    assert not page.locator("input[value='3d']").is_visible()

    page.locator("label.chip:not(:has(:checked))").first.click()
    page.locator("noscript button, form.buy button[type='submit']").first.click()

    assert text(page, "[data-sku]") != sku
    assert "size=" in page.url
