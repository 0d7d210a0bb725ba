"""Draw docs/screenshots/ from a demo shop of its own (`make screenshots`). Look at them before you commit."""

import os
import sys
import tempfile
from pathlib import Path

import django
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "istok.settings.test")
django.setup()  # the pretend providers run here

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
BOUGHT = ("/catalog/komod/komod-ritm/", "/catalog/komod/komod-sever/")
GUEST = {
    "phone": "8 921 000-00-00",
    "name": "Анна Лебедева",
    "email": "anna@example.com",
    "address": "Санкт-Петербург, Садовая ул., 12, кв. 34",
}


def open_page(browser: Browser, shop: Shop, window: dict, theme: str, role: str | None = None) -> Page:
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
    return context.new_page()


def go(page: Page, path: str) -> None:
    answer = page.goto(path, wait_until="networkidle")
    if answer.status != 200:
        raise SystemExit(f"{path} answered {answer.status}")


def shoot(page: Page, name: str) -> None:
    page.wait_for_load_state("networkidle")
    page.locator("[aria-busy=true]").wait_for(state="detached")
    page.screenshot(path=FOLDER / name)
    print(f"  {FOLDER.relative_to(ROOT)}/{name}")


def draw(browser: Browser, shop: Shop, row: tuple) -> None:
    name, path, window, theme, role = row
    page = open_page(browser, shop, window, theme, role)
    go(page, path)
    shoot(page, name)
    page.context.close()


def buy(browser: Browser, shop: Shop) -> None:
    """A guest buys two chests: cart, checkout, the order before and after it is paid, and for the manager."""
    page = open_page(browser, shop, DESKTOP, "light")
    for path in BOUGHT:
        go(page, path)
        page.locator("#buy [data-add]").click()
        page.get_by_text("В корзине").first.wait_for()
    go(page, "/cart/")
    page.locator("#code").fill("ВЕСНА10")
    page.get_by_role("button", name="Применить").click()
    page.get_by_role("button", name="Убрать код").wait_for()
    shoot(page, "cart.png")
    go(page, "/checkout/")
    page.get_by_label("Привезти до подъезда").check()
    for field, told in GUEST.items():
        page.locator(f"#id_{field}").fill(told)
    page.get_by_label("В пределах КАД").check()
    page.locator("#id_consent_personal_data").check()
    page.locator("[data-checkout-summary][aria-busy]").wait_for(state="detached")
    page.evaluate("scrollTo(0, 0)")
    shoot(page, "checkout.png")
    page.locator("[data-checkout-submit]").click()
    page.get_by_text("Отменить и вернуться").click()
    page.wait_for_url("**/o/**")
    page.reload()
    shoot(page, "paying.png")
    page.get_by_role("link", name="Продолжить оплату").click()
    page.get_by_role("button", name="4242 4242 4242 4242").click()
    page.wait_for_url("**/o/**")
    page.reload()
    shoot(page, "order.png")
    page.context.close()
    manager = open_page(browser, shop, DESKTOP, "light", "manager")
    go(manager, "/admin/orders/")
    manager.get_by_role("link", name="ORD-").first.click()
    shoot(manager, "admin-order.png")
    manager.context.close()


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
                buy(browser, shop)
                browser.close()
        finally:
            shop.stop()


if __name__ == "__main__":
    main()
