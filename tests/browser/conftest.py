"""A demo shop and Chromium for the tests of this folder.

def test_menu_opens(open_page):
    page = open_page("/", width=390)
    page.get_by_role("button", name="Меню").click()
"""

import os
import shutil
from pathlib import Path

import pytest

from .checks import Watch
from .shop import Shop

CHROMIUM = [
    os.environ.get("CHROMIUM", ""),
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
]


def pytest_collection_modifyitems(items):
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def shop(tmp_path_factory):
    """The demo content, loaded once: see `Shop`. Tests that change it make people and pages of their own.

    Loading takes a minute: while you work on a page, SHOP_DIR=var/browser-shop keeps it (on SQLite).
    """
    kept = os.environ.get("SHOP_DIR")
    shop = Shop(Path(kept).resolve() if kept else tmp_path_factory.mktemp("shop"))
    try:
        shop.start()
        yield shop
    finally:
        shop.stop()


@pytest.fixture(scope="session")
def base_url(shop):
    """pytest-playwright's: `page.goto("/catalog/")` is a page of the demo shop."""
    return shop.url


def chromium_options() -> dict:
    """What Playwright needs to start the Chromium of this machine: it downloads no browser of its own."""
    found = next(filter(None, map(shutil.which, filter(None, CHROMIUM))), None)
    assert found, "Chromium is not installed: apt-get install chromium, or name yours in CHROMIUM."
    # Chromium's own sandbox does not run as root, which is what containers are.
    return {"executable_path": found, "args": ["--no-sandbox"] if os.getuid() == 0 else []}


@pytest.fixture(scope="session")
def browser_type_launch_args():
    return chromium_options()


@pytest.fixture
def open_page(browser, shop):
    """Function (path, width=1440, role=None) → page; `page.watch.complaints` is what the page complained of.

    role: customer, editor, manager, measurer, production or administrator; None is a guest.
    """
    contexts = []

    def open_page(path: str, *, width: int = 1440, role: str | None = None, **options):
        context = browser.new_context(
            base_url=shop.url,
            viewport={"width": width, "height": 900},
            locale="ru-RU",
            timezone_id="Europe/Moscow",
            reduced_motion="reduce",
            **options,
        )
        contexts.append(context)
        if role:
            context.add_cookies([{"name": "sessionid", "value": shop.sessions[role], "url": shop.url}])
        page = context.new_page()
        page.watch = Watch(page)
        page.answer = page.goto(path)
        page.wait_for_load_state("networkidle")
        return page

    yield open_page
    for context in contexts:
        context.close()
