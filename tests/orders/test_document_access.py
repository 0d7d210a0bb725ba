"""Who gets a paper: its owner, a guest with the link, staff with the right. Everybody else finds nothing."""

from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from istok.roles import ADMINISTRATOR, EDITOR, MANAGER, MEASURER, PRODUCTION
from orders.links import link_of
from orders.models import Order
from orders.selectors import documents as selectors
from orders.services.changes import renew_link
from tests.factories.documents import make_document
from tests.factories.orders import make_order
from tests.factories.people import make_admin, make_customer, make_staff, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private")]
PDF = b"%PDF-1.7 a receipt"


def in_account(order: Order, pk: int) -> str:
    return f"/account/orders/{order.order_id}/documents/{pk}/"


def by_link(order: Order, pk: int) -> str:
    return f"{link_of(order)}documents/{pk}/"


def for_staff(pk: int) -> str:
    return reverse("orders:document", args=[pk])


def taken(answer) -> bytes:
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def test_the_owner_a_guest_with_the_link_and_staff_get_the_file(client):
    anna = make_customer("anna")
    order = make_order(user=anna)
    paper = make_document(order, pdf=PDF, number="2026-000001")

    assert taken(client.get(by_link(order, paper.pk))) == PDF
    client.force_login(anna)
    answer = client.get(in_account(order, paper.pk))
    assert taken(answer) == PDF
    client.force_login(make_staff(MANAGER))
    assert taken(client.get(for_staff(paper.pk))) == PDF

    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert {"private", "no-store"} <= {word.strip() for word in answer["Cache-Control"].split(",")}
    disposition = answer["Content-Disposition"]
    assert disposition.startswith('attachment; filename="receipt-2026-000001.pdf"; ')
    assert unquote(disposition.split("''")[1]) == "Чек-2026-000001.pdf"


def test_every_door_has_the_same_headers(client):
    anna = make_customer("anna")
    order = make_order(user=anna)
    paper = make_document(order)
    headers = ("Content-Type", "Content-Disposition", "X-Content-Type-Options")

    answers = []
    for person, address in ((None, by_link), (anna, in_account), (make_admin(), None)):
        if person:
            client.force_login(person)
        answer = client.get(address(order, paper.pk) if address else for_staff(paper.pk))
        assert {"private", "no-store"} <= {word.strip() for word in answer["Cache-Control"].split(",")}
        assert taken(answer) == PDF
        answers.append([answer[name] for name in headers])

    assert answers[0] == answers[1] == answers[2]


def test_what_is_not_ones_own_is_the_same_page_that_is_not_there(client):
    anna, boris = make_customer("anna"), make_customer("boris")
    order, other, foreign = make_order(user=anna), make_order(user=anna), make_order(user=boris)
    mine, at_other, his = make_document(order), make_document(other), make_document(foreign)
    client.force_login(anna)

    answers = [
        client.get(address)
        for address in (
            in_account(foreign, his.pk),
            in_account(order, his.pk),
            in_account(order, at_other.pk),
            in_account(order, 999_999),
            in_account(order, 10**30),
            in_account(foreign, mine.pk),
            "/account/orders/ORD-00000000/documents/1/",
            by_link(order, his.pk),
            by_link(order, at_other.pk),
            f"{link_of(order)[:-3]}xy/documents/{mine.pk}/",
        )
    ]

    assert {answer.status_code for answer in answers} == {404}
    pages = {str(BeautifulSoup(answer.content, "html.parser").main) for answer in answers}
    assert len(pages) == 1
    assert client.post(in_account(order, mine.pk)).status_code == 405


def test_a_guest_is_led_to_the_door_of_the_account(client):
    order = make_order()
    paper = make_document(order)

    answer = client.get(in_account(order, paper.pk))

    assert answer.status_code == 302
    assert answer["Location"].startswith("/account/login/")


def test_a_replaced_link_closes_the_paper_at_once(client):
    order = make_order()
    paper = make_document(order)
    old = by_link(order, paper.pk)

    renew_link(order.pk, actor=make_admin(), version=order.version)

    assert client.get(old).status_code == 404
    assert taken(client.get(by_link(Order.objects.get(), paper.pk))) == PDF


def test_a_kind_that_is_not_open_by_link_waits_for_the_code(client, monkeypatch):
    anna = make_customer("anna")
    order = make_order(user=anna)
    paper = make_document(order)
    monkeypatch.setattr(selectors, "OPEN_BY_LINK", frozenset())

    assert client.get(by_link(order, paper.pk)).status_code == 404
    assert "Документы" not in client.get(link_of(order)).content.decode()
    client.force_login(anna)
    assert taken(client.get(by_link(order, paper.pk))) == PDF


@pytest.mark.parametrize(
    ("role", "status"),
    [(MANAGER, 200), (ADMINISTRATOR, 200), (EDITOR, 403), (MEASURER, 403), (PRODUCTION, 403)],
    ids=lambda value: getattr(value, "code", value),
)
def test_staff_need_the_right_to_see_orders(client, role, status):
    paper = make_document(make_order())
    client.force_login(make_staff(role))

    answer = client.get(for_staff(paper.pk))

    assert answer.status_code == status
    assert b"".join(answer) != PDF or status == 200
    assert client.get(for_staff(999_999)).status_code == (404 if status == 200 else status)


def test_customers_do_not_come_in_by_the_door_of_the_staff(client):
    paper = make_document(make_order())

    assert client.get(for_staff(paper.pk)).status_code == 302
    client.force_login(make_user())
    assert client.get(for_staff(paper.pk), follow=True).status_code == 403


def test_nginx_sends_the_file_where_it_keeps_it(client, settings):
    settings.X_ACCEL = "/private/"
    order = make_order()
    paper = make_document(order, number="2026-000001")

    answer = client.get(by_link(order, paper.pk))

    assert (answer.status_code, answer.content) == (200, b"")
    assert answer["X-Accel-Redirect"] == f"/private/receipt/{paper.sha256[:2]}/{paper.sha256}.pdf"
    assert answer["Content-Type"] == "application/pdf"
    assert "receipt-2026-000001.pdf" in answer["Content-Disposition"]
    assert "no-store" in answer["Cache-Control"]
    assert client.get(by_link(order, paper.pk + 1)).get("X-Accel-Redirect") is None


def test_no_address_of_files_leads_to_a_paper(client, private):
    paper = make_document(make_order())
    where = private / paper.storage_name

    assert where.is_file()
    for address in (
        f"/media/{paper.storage_name}",
        f"/media/../private/{paper.storage_name}",
        f"/media/%2e%2e/private/{paper.storage_name}",
        f"/private/{paper.storage_name}",
        f"/static/{paper.storage_name}",
    ):
        assert client.get(address).status_code == 404


def test_the_page_of_an_order_lists_its_papers(client):
    anna = make_customer("anna")
    order = make_order(user=anna)
    assert "Документы" not in client.get(link_of(order)).content.decode()
    first, second = (make_document(order, pdf=pdf) for pdf in (PDF, b"%PDF" + b"x" * 40_000))
    make_document(make_order())

    guest = papers_on(client.get(link_of(order)))
    client.force_login(anna)
    owner = papers_on(client.get(f"/account/orders/{order.order_id}/"))
    client.force_login(make_staff(MANAGER))
    staff = papers_on(client.get(reverse("orders:inspect", args=[order.pk])))

    assert list(guest) == [by_link(order, first.pk), by_link(order, second.pk)]
    assert list(owner) == [in_account(order, first.pk), in_account(order, second.pk)]
    assert list(staff) == [for_staff(first.pk), for_staff(second.pk)]
    for words in (*guest.values(), *owner.values(), *staff.values()):
        assert "Чек № 2026-" in words
        assert "PDF" in words
    assert "39,1 КБ" in guest[by_link(order, second.pk)]


def papers_on(answer) -> dict[str, str]:
    """Address of each paper in the block, with the words of its row."""
    page = BeautifulSoup(answer.content, "html.parser")
    rows = page.select("section[aria-labelledby=documents] li")
    return {row.a["href"]: " ".join(row.get_text(" ").replace("\xa0", " ").split()) for row in rows}


def test_the_page_costs_the_same_for_any_number_of_papers(client):
    order = make_order()
    make_document(order)
    client.get(link_of(order))
    with CaptureQueriesContext(connection) as one:
        client.get(link_of(order))
    for _paper in range(3):
        make_document(order)

    with CaptureQueriesContext(connection) as many:
        assert len(papers_on(client.get(link_of(order)))) == 4

    assert len(many) == len(one)
