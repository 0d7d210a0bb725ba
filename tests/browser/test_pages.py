"""Every type of page: accessible, valid, within its window, true to its policy (reliability goal 53).

A new page type is one more row of PAGES.
"""

from typing import NamedTuple
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup

from .checks import accessibility, html_problems, sideways_scroll


class Row(NamedTuple):
    """path: may name one of `Shop.paths` in braces. form: what is sent empty before the page is looked at."""

    name: str
    path: str
    role: str | None = None
    status: int = 200
    form: str = ""


PAGES = [
    Row("home", "/"),
    Row("catalogue", "/catalog/"),
    Row("category", "/catalog/komod/"),
    Row("filtered", "/catalog/?facade=sage&price_to=900000&sort=price"),
    Row("empty listing", "/catalog/?price_to=1"),
    Row("second page of a listing", "/catalog/?page=2"),
    Row("listing with notices", "/catalog/?price_from=дёшево&page=99"),
    Row("product", "/catalog/komod/komod-ritm/"),
    Row("product for a customer", "/catalog/komod/komod-sever/", "customer"),
    Row("product of another size", "/catalog/komod/komod-sever/?v=NO-SUCH&size=0"),
    Row("search", "/search/?q=комод"),
    Row("nothing found", "/search/?q=щзшгн"),
    Row("review with mistakes", "/catalog/komod/komod-sever/", "customer", 422, "#reviews form"),
    Row("text page", "/o-masterskoj/"),
    Row("contacts", "/kontakty/"),
    Row("promotions", "/promotions/"),
    Row("promotion", "/promotions/kuhni-desyat/"),
    Row("news", "/news/"),
    Row("news of a tag", "/news/?tag=склад"),
    Row("piece of news", "/news/trehmernye-modeli/"),
    Row("consent text", "/account/consents/personal_data/"),
    Row("login", "/account/login/"),
    Row("sign-up", "/account/signup/"),
    Row("password reset", "/account/password/reset/"),
    Row("password reset sent", "/account/password/reset/done/"),
    Row("confirm e-mail", "/account/confirm-email/"),
    Row("new password", "{new password}"),
    Row("dead link of a letter", "/account/confirm-email/none/", status=410),
    Row("account", "/account/", "customer"),
    Row("person", "/account/profile/", "customer"),
    Row("household", "/account/household/", "customer"),
    Row("security", "/account/security/", "customer"),
    Row("addresses", "/account/addresses/", "customer"),
    Row("new address", "/account/addresses/add/", "customer"),
    Row("address", "{address}", "customer"),
    Row("consents", "/account/consents/", "customer"),
    Row("balance", "/account/balance/", "customer"),
    Row("top-up with mistakes", "/account/balance/", "customer", 422, ".balance__top-up form"),
    Row("change e-mail", "/account/email/", "customer"),
    Row("change password", "/account/password/change/", "customer"),
    Row("second factor", "/account/2fa/", "customer"),
    Row("consent that has changed", "/account/consents/renew/", "asked for consent"),
    Row("password again", "/account/reauthenticate/", "in long ago"),
    Row("second factor on", "/account/2fa/totp/activate/", "customer"),
    Row("second factor that is on", "/account/2fa/", "secured"),
    Row("code of a login", "/account/2fa/authenticate/", "half in"),
    Row("code again", "/account/2fa/reauthenticate/", "secured"),
    Row("second factor off", "/account/2fa/totp/deactivate/", "secured"),
    Row("recovery codes", "/account/2fa/recovery-codes/", "secured"),
    Row("new recovery codes", "/account/2fa/recovery-codes/generate/", "secured"),
    Row("log out", "/account/logout/", "customer"),
    Row("order that waits for money", "{order to pay}"),
    Row("pay link", "{pay link}"),
    Row("payment that is being checked", "{payment under way}"),
    Row("no access", "/admin/", "customer", 403),
    Row("not found", "/no-such-page/", status=404),
    Row("failure", "/fail/", status=500),
]
WIDTHS = [1440, 390]


def named(rows):
    return [pytest.param(row, id=row.name) for row in rows]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("row", named(PAGES))
def test_page_is_sound(open_page, shop, row, width):
    path = row.path.format(**shop.paths)
    page = open_page(path, width=width, role=row.role)
    problems = [] if urlsplit(page.url).path == urlsplit(path).path else [f"led away to {page.url}"]
    if row.form:
        with page.expect_navigation(wait_until="networkidle") as sent:
            page.eval_on_selector(row.form, "form => form.submit()")
        page.answer = sent.value
    if page.answer.status != row.status:
        problems.append(f"status {page.answer.status}, not {row.status}")
    problems += sideways_scroll(page) if width == min(WIDTHS) else []

    problems += [f"light: {problem}" for problem in accessibility(page)]
    page.context.add_cookies([{"name": "theme", "value": "dark", "url": page.url}])
    page.reload(wait_until="networkidle")
    problems += [f"dark: {problem}" for problem in accessibility(page)]
    problems += page.watch.complaints

    assert not problems, "\n".join(problems)


def source(context, row, paths) -> str:
    html = context.request.get(row.path.format(**paths)).text()
    if not row.form:
        return html
    form = BeautifulSoup(html, "html.parser").select_one(row.form)
    token = form.select_one("[name='csrfmiddlewaretoken']")["value"]
    return context.request.post(form["action"], form={"csrfmiddlewaretoken": token}).text()


def test_html_is_valid(shop, browser, tmp_path):
    files = []
    for row in PAGES:
        context = browser.new_context(base_url=shop.url)
        if row.role:
            context.add_cookies([{"name": "sessionid", "value": shop.sessions[row.role], "url": shop.url}])
        file = tmp_path / f"{row.name}.html"
        file.write_text(source(context, row, shop.paths), encoding="utf-8")
        files.append(file)
        context.close()

    problems = html_problems(files)

    assert not problems, "\n".join(problems)
