"""Buying in a browser: each page and state sound, by hand, by keyboard, and without scripts."""

import json
import re

import pytest
from playwright.sync_api import expect

from .checks import accessibility, html_problems, sideways_scroll

CHEST, KITCHEN = "/catalog/komod/komod-sever/", "/catalog/kuhnya/kuhnya-lineya/"
# A refusal that the page itself shows, and questions that the next one, or leaving the page, overtook.
EXPECTED = re.compile(r"^422: |^not loaded: .*/checkout/(?:quote|addresses)/$")
ADDRESS = "Санкт-Петербург, Садовая ул., 12"


def go(page, address: str) -> None:
    page.goto(address, wait_until="networkidle")  # or a click comes before the scripts


def add(page, address: str) -> None:
    go(page, address)
    page.locator("#buy [data-add]").click()
    expect(page.locator("[data-added]")).to_contain_text("В корзине")


def fill_in(page) -> None:
    page.locator("#id_phone").fill("89210000000")
    page.locator("#id_name").fill("Анна")
    page.locator("#id_email").fill("anna@example.com")
    page.get_by_label("В пределах КАД").check()
    page.locator("#id_address").fill(ADDRESS)
    page.locator("#id_consent_personal_data").check()


def counted(page) -> None:
    """The summary has come that was asked for last."""
    expect(page.locator("[data-checkout-summary][aria-busy]")).to_have_count(0)


def complaints(page) -> list[str]:
    return [told for told in page.watch.complaints if not EXPECTED.search(told)]


class Walk:
    """Looks at a page whenever it is told to, and remembers what was wrong there."""

    def __init__(self, page, folder, width: int, theme: str) -> None:
        self.page, self.folder, self.width, self.problems, self.files = page, folder, width, [], []
        page.context.add_cookies([{"name": "theme", "value": theme, "url": page.url}])

    def look(self, name: str, *, answer=None) -> None:
        """answer: the page as the server sent it, when asking for it again would show another one."""
        page = self.page
        page.wait_for_load_state("networkidle")
        found = sideways_scroll(page) if self.width < 400 else []
        found += [*accessibility(page), *complaints(page)]
        page.watch.complaints.clear()
        self.problems += [f"{name}: {problem}" for problem in found]
        file = self.folder / f"{name}.html"
        file.write_text(answer.text() if answer else page.request.get(page.url).text(), encoding="utf-8")
        self.files.append(file)


@pytest.mark.parametrize(("width", "theme"), [(1440, "dark"), (390, "light")])
def test_every_step_of_a_guest_is_sound(open_page, tmp_path, width, theme):
    page = open_page("/cart/", width=width)
    walk = Walk(page, tmp_path, width, theme)
    go(page, "/cart/")
    walk.look("empty cart")
    add(page, KITCHEN)
    walk.look("request added")
    go(page, "/cart/")
    walk.look("cart of a request")
    add(page, CHEST)
    walk.look("piece added")
    go(page, "/cart/")
    page.locator("#code").fill("НЕТ-ТАКОГО")
    page.get_by_role("button", name="Применить").click()
    expect(page.locator("#code-refused")).to_be_visible()
    page.locator("[name=quantity]").first.fill("77")
    expect(page.locator(".line__refusal")).to_be_visible()
    walk.look("cart with mistakes")
    go(page, "/checkout/")
    walk.look("checkout")
    with page.expect_navigation() as sent:
        page.locator("[data-checkout-submit]").click()
    assert sent.value.status == 422
    expect(page.locator(".errors")).to_be_focused()
    page.get_by_label("Занести в квартиру и собрать").check()
    page.get_by_label("За КАД").check()
    counted(page)
    walk.look("checkout with mistakes", answer=sent.value)
    fill_in(page)
    go(page, "/cart/")  # what was typed waits; the piece goes back, for whoever comes next
    page.locator("li.line", has_text="Комод").get_by_role("button", name="Удалить").click()
    expect(page.locator("li.line")).to_have_count(1)
    go(page, "/checkout/")
    page.get_by_label("Привезти до подъезда").check()
    fill_in(page)
    counted(page)
    page.locator("[data-checkout-submit]").click()
    page.wait_for_url("**/o/**")
    walk.look("order by link")
    page.context.clear_cookies(name=re.compile("session"))
    go(page, page.url)  # as somebody does who only has the link
    expect(page.get_by_text(ADDRESS)).to_have_count(0)
    walk.look("order by link of a stranger")
    page.get_by_role("button", name="Прислать код").click()
    page.locator("#id_code").fill("1")
    with page.expect_navigation() as sent:
        page.get_by_role("button", name="Показать").click()
    walk.look("order with a wrong code", answer=sent.value)

    problems = walk.problems + html_problems(walk.files)

    assert not problems, "\n".join(problems)


@pytest.mark.parametrize(("width", "theme"), [(1440, "light"), (390, "dark")])
def test_every_step_of_a_customer_is_sound(open_page, tmp_path, width, theme):
    page = open_page(KITCHEN, width=width, role="customer")
    walk = Walk(page, tmp_path, width, theme)
    add(page, KITCHEN)
    go(page, "/checkout/")
    page.locator("#id_phone").fill("+7 921 000-00-00")
    page.locator("[name=saved]").first.check()
    page.get_by_label("В пределах КАД").check()
    walk.look("checkout of a customer")
    counted(page)
    page.locator("[data-checkout-submit]").click()
    page.wait_for_url("**/account/orders/ORD-*/")
    walk.look("order")
    order = page.url
    go(page, "/account/orders/?group=open")
    walk.look("orders")
    go(page, f"{order}cancel/")
    walk.look("cancel")
    page.get_by_label("Передумали").check()
    page.get_by_role("button", name="Отменить заказ").click()
    expect(page.locator("[aria-current=step]")).to_contain_text("Отменён")
    walk.look("cancelled order")

    problems = walk.problems + html_problems(walk.files)

    assert not problems, "\n".join(problems)


def test_the_cart_is_changed_by_keyboard_and_keeps_the_focus(open_page):
    page = open_page(KITCHEN)
    page.locator("#buy [data-add]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-added]")).to_contain_text("В корзине: Кухня «Линея».")
    expect(page.locator("[data-cart-pieces]")).to_have_text("1")
    go(page, "/cart/")
    before = page.locator("[data-cart-total]").inner_text()

    more = page.get_by_role("button", name="На одну штуку больше")
    more.focus()
    for _ in range(2):
        page.keyboard.press("Enter")
    expect(page.locator("[name=quantity]")).to_have_value("3")
    expect(page.locator("[data-cart-pieces]")).to_have_text("3")
    expect(more).to_be_focused()
    after = page.locator("[data-cart-total]").inner_text()
    expect(page.locator("[data-cart-status]")).to_contain_text(f"Предварительно: {after}")
    assert after != before

    page.locator("[name=quantity]").fill("2")
    expect(page.locator("[data-cart-pieces]")).to_have_text("2")
    expect(page.locator("[name=quantity]")).to_be_focused()
    page.get_by_role("button", name="Удалить").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    expect(page.locator(".cart__empty")).to_be_visible()
    expect(page.locator("[data-cart-pieces]")).to_be_hidden()
    assert complaints(page) == []


def test_a_code_that_works_is_no_failure_and_keeps_the_place(open_page):
    page = open_page(CHEST)
    add(page, CHEST)
    go(page, "/cart/")

    page.locator("#code").fill("весна10")
    page.locator("#code").press("Enter")

    expect(page.locator("#drop-voucher")).to_be_focused()
    expect(page.locator("[data-cart-status]")).to_contain_text("К оплате: ")
    page.locator("#drop-voucher").press("Enter")
    expect(page.locator("#code")).to_be_focused()
    assert complaints(page) == []


def test_what_was_typed_outlives_a_reload_a_refusal_and_the_way_back(open_page):
    page = open_page(KITCHEN)
    add(page, KITCHEN)
    go(page, "/checkout/")
    page.locator("#id_address").fill(ADDRESS)
    page.get_by_label("За КАД").check()
    page.reload(wait_until="networkidle")
    expect(page.locator("#id_address")).to_have_value(ADDRESS)
    expect(page.locator("#id_km")).to_be_visible()

    page.locator("#id_address").fill("")
    page.locator("[data-checkout-submit]").click()
    expect(page.locator("#id_address_error")).to_be_visible()
    page.locator("#id_address").fill(ADDRESS)
    expect(page.locator("#id_address_error")).to_have_count(0)
    go(page, "/cart/")
    page.go_back(wait_until="networkidle")  # no form is sent anew
    expect(page.locator("#id_address")).to_have_value(ADDRESS)


def test_the_checkout_follows_what_is_chosen_and_says_what_is_wrong(open_page):
    page = open_page(KITCHEN)
    add(page, KITCHEN)
    go(page, "/checkout/")
    seen = page.locator("[name=fingerprint]").input_value()

    page.locator("#id_phone").fill("8 921 000 00 00")
    page.locator("#id_phone").blur()
    assert page.locator("#id_phone").input_value() == "+7 (921) 000-00-00"
    page.locator("#id_email").fill("anna")
    page.locator("#id_email").blur()
    expect(page.locator("#id_email_error")).to_be_visible()
    assert "id_email_error" in page.locator("#id_email").get_attribute("aria-describedby")
    page.locator("#id_email").press_sequentially("@example.com")
    expect(page.locator("#id_email_error")).to_have_count(0)

    expect(page.locator("#id_km")).to_be_hidden()
    expect(page.locator("#id_floor")).to_be_hidden()
    page.get_by_label("За КАД").check()
    expect(page.locator("#id_km")).to_be_visible()
    expect(page.locator("[data-checkout-summary]")).to_contain_text("Доставка за КАД")
    page.get_by_label("Занести в квартиру", exact=True).check()
    expect(page.locator("[data-checkout-summary]")).to_contain_text("этаж")
    page.locator("#id_floor").fill("3")  # counted before anything else is touched: the button may come next
    expect(page.locator("[data-checkout-summary]")).to_contain_text(re.compile("лифт", re.I))
    page.get_by_label("Заберу сам").check()
    expect(page.locator("#id_address")).to_be_hidden()
    expect(page.locator("[name=fingerprint]")).to_have_value(seen)
    assert complaints(page) == []


def test_an_address_is_chosen_by_keyboard(open_page):
    page = open_page(KITCHEN)
    found = [
        {"text": "г Санкт-Петербург, Садовая ул, д 12", "zone": "inside_kad", "km": 0},
        {"text": "г Всеволожск, Садовая ул, д 1", "zone": "beyond_kad", "km": 13},
    ]
    answer = {"body": json.dumps({"suggestions": found}), "content_type": "application/json"}
    page.route("**/checkout/addresses/**", lambda route: route.fulfill(**answer))
    add(page, KITCHEN)
    go(page, "/checkout/")
    field = page.get_by_role("combobox", name="Адрес")

    field.press_sequentially("Садовая")
    expect(page.get_by_role("option")).to_have_count(2)
    expect(field).to_have_attribute("aria-expanded", "true")
    assert accessibility(page) == []
    field.press("ArrowDown")
    field.press("ArrowDown")
    expect(page.get_by_role("option", selected=True)).to_have_text(found[1]["text"])
    field.press("Enter")

    expect(field).to_have_value(found[1]["text"])
    expect(page.get_by_label("За КАД")).to_be_checked()
    expect(page.locator("#id_km")).to_have_value("13")
    expect(page.get_by_role("listbox")).to_be_hidden()
    field.fill("Что-то своё")
    field.press("Escape")
    expect(field).to_have_value("Что-то своё")


def test_everything_works_without_scripts(open_page):
    page = open_page(KITCHEN, java_script_enabled=False)
    page.locator("#buy [data-add]").click()
    expect(page.locator(".messages")).to_contain_text("В корзине: Кухня «Линея».")
    assert page.url.split("?")[0].endswith(KITCHEN)
    page.locator(".messages a").click()
    page.locator("[name=quantity]").fill("2")
    page.locator("[name=quantity]").press("Enter")
    expect(page.locator("[name=quantity]")).to_have_value("2")
    page.get_by_role("button", name="На одну штуку меньше").click()
    expect(page.locator("[name=quantity]")).to_have_value("1")
    page.locator("#to-checkout").click()

    page.get_by_label("За КАД").check()
    page.get_by_role("button", name="Пересчитать").click()
    expect(page.locator(".checkout__sum")).to_contain_text("Доставка за КАД")
    fill_in(page)
    page.get_by_role("button", name="Отправить на расчёт").click()
    # Nothing counted the other zone before the button: what is new is told, and pressed once more.
    expect(page.locator(".errors li")).to_contain_text("Доставка")
    expect(page.get_by_label("В пределах КАД")).to_be_checked()
    page.locator("[data-checkout-submit]").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("Заявка ORD-")
    expect(page.locator(".messages")).to_contain_text("Спасибо!")
