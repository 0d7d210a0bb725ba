"""Paying in a browser, at the pretend providers: a refused card, another one, a balance; each page sound."""

import re

import pytest
from playwright.sync_api import expect

from .checks import html_problems
from .test_buying import Walk, add, counted, fill_in, go

CHEST = "/catalog/komod/komod-bashnya/"  # a dozen lie in stock
FAKE = re.compile(r"//127\.0\.0\.1:\d+/(?:test|stripe|yookassa|paypal)/")


def choose(page, way: str) -> None:
    """To the checkout with a chest, filled in, to be paid by `way`."""
    add(page, CHEST)
    go(page, "/checkout/")
    page.get_by_label("Привезти до подъезда").check()
    fill_in(page)
    counted(page)
    page.get_by_label(way).check()


def to_the_provider(page) -> None:
    page.locator("[data-checkout-submit]").click()
    page.wait_for_url(FAKE)


def call_off(page) -> None:
    """The provider's own way back to the shop."""
    page.watch.complaints.clear()
    page.get_by_role("link", name="Отменить и вернуться").or_(
        page.get_by_role("button", name="Отменить и вернуться")
    ).click()


@pytest.mark.parametrize(("width", "theme"), [(1440, "light"), (390, "dark")])
def test_guest_who_goes_away_from_the_provider_finds_his_order(open_page, tmp_path, width, theme):
    page = open_page(CHEST, width=width)
    walk = Walk(page, tmp_path, width, theme)
    choose(page, "Картой онлайн (демо)")
    walk.look("checkout with ways to pay")
    to_the_provider(page)
    call_off(page)
    page.wait_for_url("**/o/**")
    expect(page.locator(".messages")).to_contain_text("Вы не закончили оплату")
    expect(page.locator("#payment")).to_contain_text("осталось")
    walk.look("order that waits for money")

    problems = walk.problems + html_problems(walk.files)

    assert not problems, "\n".join(problems)


@pytest.mark.parametrize(("width", "theme"), [(1440, "dark"), (390, "light")])
def test_page_that_waits_for_a_provider_leads_on_too(open_page, tmp_path, width, theme):
    """YooKassa has one address for all who come back, so only its answer tells who has paid."""
    page = open_page(CHEST, width=width)
    walk = Walk(page, tmp_path, width, theme)
    choose(page, "Картой или через СБП")
    to_the_provider(page)
    call_off(page)
    page.wait_for_url("**/payments/**")
    walk.look("came back without paying")
    page.get_by_role("link", name="К заказу").click()
    page.wait_for_url("**/o/**")

    problems = walk.problems + html_problems(walk.files)

    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("width", [1440, 390])
def test_card_that_was_refused_and_another(open_page, width):
    page = open_page(CHEST, width=width)
    choose(page, "Картой онлайн (демо)")
    to_the_provider(page)

    page.get_by_role("button", name=re.compile("4000 0000 0000 0002")).click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_role("button", name=re.compile("4242 4242 4242 4242")).click()

    page.wait_for_url("**/o/**")
    expect(page.locator("#payment")).to_contain_text("Оплачено полностью")
