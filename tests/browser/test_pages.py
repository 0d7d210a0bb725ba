"""Every type of page: accessible, valid, within its window, true to its policy (reliability goal 53).

A new page type is one more row of PAGES.
"""

from typing import NamedTuple

import pytest

from .checks import accessibility, html_problems, sideways_scroll


class Row(NamedTuple):
    name: str
    path: str
    role: str | None = None
    status: int = 200


PAGES = [
    Row("home", "/"),
    Row("catalogue", "/catalog/"),
    Row("category", "/catalog/komod/"),
    Row("filtered", "/catalog/?facade=sage&price_to=900000&sort=price"),
    Row("empty listing", "/catalog/?price_to=1"),
    Row("product", "/catalog/komod/komod-ritm/"),
    Row("product for a customer", "/catalog/komod/komod-sever/", "customer"),
    Row("product of another size", "/catalog/komod/komod-sever/?v=NO-SUCH&size=0"),
    Row("search", "/search/?q=комод"),
    Row("nothing found", "/search/?q=щзшгн"),
    Row("text page", "/o-masterskoj/"),
    Row("contacts", "/kontakty/"),
    Row("consent text", "/account/consents/personal_data/"),
    Row("login", "/account/login/"),
    Row("sign-up", "/account/signup/"),
    Row("password reset", "/account/password/reset/"),
    Row("password reset sent", "/account/password/reset/done/"),
    Row("confirm e-mail", "/account/confirm-email/"),
    Row("dead link of a letter", "/account/confirm-email/none/", status=410),
    Row("account", "/account/", "customer"),
    Row("person", "/account/profile/", "customer"),
    Row("household", "/account/household/", "customer"),
    Row("security", "/account/security/", "customer"),
    Row("addresses", "/account/addresses/", "customer"),
    Row("new address", "/account/addresses/add/", "customer"),
    Row("consents", "/account/consents/", "customer"),
    Row("change e-mail", "/account/email/", "customer"),
    Row("change password", "/account/password/change/", "customer"),
    Row("second factor", "/account/2fa/", "customer"),
    Row("log out", "/account/logout/", "customer"),
    Row("no access", "/admin/", "customer", 403),
    Row("not found", "/no-such-page/", status=404),
    Row("failure", "/fail/", status=500),
]
WIDTHS = [1440, 390]


def named(rows):
    return [pytest.param(row, id=row.name) for row in rows]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("row", named(PAGES))
def test_page_is_sound(open_page, row, width):
    page = open_page(row.path, width=width, role=row.role)
    problems = [] if page.answer.status == row.status else [f"status {page.answer.status}, not {row.status}"]
    problems += sideways_scroll(page) if width == min(WIDTHS) else []

    problems += [f"light: {problem}" for problem in accessibility(page)]
    page.context.add_cookies([{"name": "theme", "value": "dark", "url": page.url}])
    page.reload(wait_until="networkidle")
    problems += [f"dark: {problem}" for problem in accessibility(page)]
    problems += page.watch.complaints

    assert not problems, "\n".join(problems)


def test_html_is_valid(shop, browser, tmp_path):
    files = []
    for row in PAGES:
        context = browser.new_context(base_url=shop.url)
        if row.role:
            context.add_cookies([{"name": "sessionid", "value": shop.sessions[row.role], "url": shop.url}])
        file = tmp_path / f"{row.name}.html"
        file.write_text(context.request.get(row.path).text(), encoding="utf-8")
        files.append(file)
        context.close()

    problems = html_problems(files)

    assert not problems, "\n".join(problems)
