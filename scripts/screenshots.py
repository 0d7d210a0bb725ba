"""Draw docs/screenshots/ from a demo shop of its own (`make screenshots`). Look at them before you commit."""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.browser.conftest import chromium_options  # noqa: E402
from tests.browser.shop import Shop  # noqa: E402

FOLDER = ROOT / "docs/screenshots"
DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
# File name, address, window, theme, role.
PICTURES = [
    ("home.png", "/", DESKTOP, "light", None),
    ("listing.png", "/catalog/", DESKTOP, "light", None),
    ("product.png", "/catalog/komod/komod-ritm/", DESKTOP, "light", None),
    ("listing-phone.png", "/catalog/", PHONE, "light", None),
    ("product-phone-dark.png", "/catalog/komod/komod-ritm/", PHONE, "dark", None),
    ("admin.png", "/admin/products/", DESKTOP, "light", "editor"),
]


def draw(browser: Browser, shop: Shop, row: tuple) -> None:
    name, path, window, theme, role = row
    context = browser.new_context(
        base_url=shop.url,
        viewport=window,
        locale="ru-RU",
        timezone_id="Europe/Moscow",
        reduced_motion="reduce",
    )
    context.add_cookies([{"name": "theme", "value": theme, "url": shop.url}])
    if role:
        context.add_cookies([{"name": "sessionid", "value": shop.sessions[role], "url": shop.url}])
    page = context.new_page()
    answer = page.goto(path)
    page.wait_for_load_state("networkidle")
    if answer.status != 200:
        raise SystemExit(f"{path} answered {answer.status}; see {shop.log}")
    page.screenshot(path=FOLDER / name)
    context.close()
    print(f"  {FOLDER.relative_to(ROOT)}/{name}")


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        shop = Shop(Path(folder))
        print("Loading the demo shop (a minute)")
        try:
            shop.start()
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(**chromium_options())
                for row in PICTURES:
                    draw(browser, shop, row)
                browser.close()
        finally:
            shop.stop()


if __name__ == "__main__":
    main()
