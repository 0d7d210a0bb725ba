"""The link that whoever pays can be given."""

import pytest
from django.core import signing

from core import clock
from orders.enums import OrderStatus, PaymentState
from orders.links import link_of
from orders.models import Order
from payments.enums import GatewayType, PaymentStatus
from payments.links import pay_address, pay_path
from payments.models import Payment
from payments.services.plans import NewPart, ask_for_part, plan_payments
from tests.factories.catalog import make_product
from tests.factories.orders import make_order, make_request, move_to
from tests.factories.people import make_admin, make_customer

from .pages import codes, notes, soup, words
from .scenes import (
    DECLINED,
    begin,
    fresh,
    give_balance,
    let_time_out,
    pay,
    run_outbox,
    switch_on,
    waiting_order,
)

pytestmark = pytest.mark.django_db
SECRETS = ("Лебедева", "000-00-00", "anna@example.com", "Садовая", "Домофон")


def press(client, address: str, way: str = GatewayType.TEST_GATEWAY, **more):
    return client.post(address, {"gateway": way, **more})


def planned(**wishes) -> tuple[Order, list]:
    """A kitchen in two parts, the first of which is asked for."""
    boss = make_admin()
    order = move_to(make_request(**wishes), OrderStatus.PENDING, actor=boss)
    parts = [NewPart("Аванс", order.total / 2, is_due=True), NewPart("Остаток", order.total / 2)]
    return order, plan_payments(order.pk, parts, actor=boss)


def test_link_shows_the_sum_and_the_goods_and_nothing_of_the_person(client, fake):
    switch_on()
    order = waiting_order(address="Садовая ул., 12", notes="Домофон сломан")

    page = soup(client.get(pay_path(order)))

    assert f"Оплата заказа {order.order_id}" in words(page.h1)
    assert "Заказ целиком 64 200 ₽" in words(page.select_one(".payment"))
    assert "Комод «Север»" in words(page.select_one(".payment__items"))
    assert codes(page) == [GatewayType.TEST_GATEWAY]
    assert not [secret for secret in SECRETS if secret in str(page)]
    assert link_of(order) not in str(page)
    assert pay_address(order) == f"http://localhost:8000{pay_path(order)}"


def test_a_press_leads_over_our_own_page_to_the_providers(client, fake):
    switch_on()
    order = waiting_order()

    answer = press(client, pay_path(order))
    payment = Payment.objects.get()
    step = soup(client.get(answer.headers["Location"]))

    assert (answer.status_code, answer.headers["Location"]) == (303, f"/payments/{payment.payment_id}/go/")
    assert payment.pay_url.startswith(fake.url)
    assert step.select_one("meta[http-equiv=refresh]")["content"] == f"0;url={payment.pay_url}"
    assert step.select_one("main a.btn")["href"] == payment.pay_url


def test_a_double_press_is_one_payment(client, fake):
    switch_on()
    order = waiting_order()

    first, second = press(client, pay_path(order)), press(client, pay_path(order))

    assert first.headers["Location"] == second.headers["Location"]
    assert fake.counters["test_gateway"]["started"] == 1


def test_link_dies_after_payment(client, fake):
    order = waiting_order()
    pay(fake, order)

    page = soup(client.get(pay_path(order)), 410)

    assert words(page.h1) == "Уже оплачено"
    assert order.order_id in words(page.main)
    assert not [
        link for link in page.main.select("a[href]") if "/o/" in link["href"] or "account" in link["href"]
    ]
    assert press(client, pay_path(order)).headers["Location"] == pay_path(order)
    assert Payment.objects.count() == 1


def test_link_of_an_order_that_ran_out_of_time_is_closed(client, fake):
    switch_on()
    order = let_time_out(waiting_order())

    assert words(soup(client.get(pay_path(order)), 410).h1) == "Ссылка закрыта"


def test_overdue_order_cannot_be_paid_before_anybody_swept_it(client, fake):
    switch_on()
    order = waiting_order()
    with clock.hold(order.pay_until):
        assert soup(client.get(pay_path(order)), 410).select(".ways input") == []
        press(client, pay_path(order))

    assert not Payment.objects.exists()


@pytest.mark.parametrize(
    "spoil", [lambda token: token[:-1] + ("A" if token[-1] != "A" else "B"), lambda _: "x", str.upper]
)
def test_a_forged_link_is_a_page_that_is_not_there(client, spoil):
    token = pay_path(waiting_order()).split("/")[2]

    assert client.get(f"/pay/{spoil(token)}/").status_code == 404


def test_the_orders_own_link_does_not_pass_for_a_pay_link(client):
    order = waiting_order()
    token = signing.Signer(salt="orders.links").sign_object([order.order_id, 1, 0, 0], compress=False)

    assert client.get(f"/pay/{token}/").status_code == 404
    assert client.get(link_of(order).replace("/o/", "/pay/")).status_code == 404
    assert client.get(pay_path(order).replace("/pay/", "/o/")).status_code == 404


def test_a_renewed_order_link_makes_pay_links_void(client):
    order = waiting_order()
    old = pay_path(order)
    Order.objects.filter(pk=order.pk).update(link_version=2)

    assert client.get(old).status_code == 404
    assert client.get(pay_path(fresh(order))).status_code == 200


def test_link_of_a_part_pays_that_part_and_dies_with_it(client, fake):
    switch_on()
    order, (deposit, _rest) = planned()

    page = soup(client.get(pay_path(order, deposit)))
    pay(fake, order)

    assert "Аванс 240 000 ₽" in words(page.select_one(".payment"))
    assert words(soup(client.get(pay_path(order, deposit)), 410).h1) == "Уже оплачено"
    assert fresh(order).payment_state == PaymentState.DEPOSIT_PAID


def test_link_of_a_later_part_waits_for_its_turn(client, fake):
    switch_on()
    order, (_deposit, rest) = planned()

    early = soup(client.get(pay_path(order, rest)))
    press(client, pay_path(order, rest))
    assert (words(early.h1), Payment.objects.count()) == ("Пока платить не нужно", 0)

    pay(fake, order)
    assert words(soup(client.get(pay_path(order, rest))).h1) == "Пока платить не нужно"
    ask_for_part(rest.pk, actor=make_admin("second"))
    assert "Остаток 240 000 ₽" in words(soup(client.get(pay_path(order, rest))).select_one(".payment"))


def test_a_new_plan_makes_links_of_its_parts_void(client, fake):
    switch_on()
    order, (deposit, _rest) = planned()
    old = pay_path(order, deposit)
    plan_payments(order.pk, [NewPart("Всё сразу", order.total, is_due=True)], actor=make_admin("second"))

    assert client.get(old).status_code == 404
    assert "Всё сразу 480 000 ₽" in words(soup(client.get(pay_path(order))).select_one(".payment"))


def test_an_order_paid_on_delivery_can_be_paid_by_link_before(client, fake):
    switch_on()
    order = make_order()

    press(client, pay_path(order))

    assert Payment.objects.get().order == order


def test_balance_is_spent_by_its_owner_alone(client, fake):
    switch_on(GatewayType.BALANCE, name="С баланса")
    switch_on()
    anna, boris = make_customer("anna"), make_customer("boris")
    give_balance(anna, "100000")
    give_balance(boris, "100000")
    order = waiting_order(user=anna)

    for stranger in (None, boris):
        if stranger:
            client.force_login(stranger)
        assert GatewayType.BALANCE not in codes(soup(client.get(pay_path(order))))
        assert press(client, pay_path(order), GatewayType.BALANCE).status_code == 422
    assert not Payment.objects.exists()

    client.force_login(anna)
    assert "На балансе 100 000 ₽" in words(soup(client.get(pay_path(order))))
    press(client, pay_path(order), GatewayType.BALANCE)
    assert fresh(order).payment_state == PaymentState.PAID
    assert anna.userprofile.balance == 35800
    assert boris.userprofile.balance == 100000


def test_a_short_balance_is_told_and_cannot_be_chosen(client, fake):
    switch_on(GatewayType.BALANCE, name="С баланса", sort_order=1)
    switch_on(sort_order=2)
    anna = make_customer("anna")
    give_balance(anna, "60000")
    order = waiting_order(user=anna)
    client.force_login(anna)

    page = soup(client.get(pay_path(order)))

    assert "На балансе 60 000 ₽, не хватает 4 200 ₽" in words(page.select_one(".ways"))
    assert page.select_one("input[value=balance]").has_attr("disabled")
    assert page.select_one("input[checked]")["value"] == GatewayType.TEST_GATEWAY
    assert press(client, pay_path(order), GatewayType.BALANCE).status_code == 422


def test_nothing_chosen_is_told_on_the_page(client, fake):
    switch_on()

    page = soup(client.post(pay_path(waiting_order()), {}), 422)

    assert "Выберите, как вы заплатите." in words(page.select_one(".ways .field__error"))
    assert page.select_one(".errors a")["href"] == f"#{page.select_one('.ways input')['id']}"


def test_provider_that_does_not_answer_leaves_the_order_and_one_charge(client, fake):
    switch_on()
    order = waiting_order()
    fake.fail("POST", "/test/v1/payments", "error_after")

    answer = client.post(pay_path(order), {"gateway": "test_gateway"}, follow=True)
    again = press(client, pay_path(order))

    assert answer.redirect_chain == [(pay_path(order), 303)]
    assert "Платёжная система сейчас не отвечает, деньги не списаны." in notes(soup(answer))[0]
    assert again.headers["Location"] == f"/payments/{Payment.objects.get().payment_id}/go/"
    assert fake.counters["test_gateway"]["started"] == 1
    assert fresh(order).status == OrderStatus.PENDING


def test_presses_are_counted_for_each_order(client, fake):
    switch_on()
    order, other = waiting_order(), waiting_order()
    for _press in range(10):
        press(client, pay_path(order))

    assert (
        press(client, pay_path(order)).headers["Location"]
        == f"/payments/{Payment.objects.get().payment_id}/go/"
    )
    stopped = client.post(pay_path(order), {"gateway": "test_gateway"}, follow=True)

    assert stopped.redirect_chain == [(pay_path(order), 303)]
    assert "Слишком много попыток" in notes(soup(stopped))[0]
    assert "/go/" in press(client, pay_path(other)).headers["Location"]


def test_who_pays_by_link_comes_back_to_the_link(client, fake):
    switch_on()
    order = waiting_order()
    press(client, pay_path(order))
    payment = Payment.objects.get()
    fake.pay(payment.gateway_reference, DECLINED)
    fake.pay(payment.gateway_reference)

    back = client.get(f"/payments/{payment.payment_id}/return/", follow=True)

    assert back.redirect_chain == [(pay_path(order), 303)]
    page = soup(back, 410)
    assert notes(page) == ["Оплата получена. Спасибо! Письмо об этом уже в пути."]
    assert "Спасибо" not in words(page.main)  # once is enough
    assert "Спасибо" in words(soup(client.get(pay_path(order)), 410).main)
    assert [each.status for each in fresh(payment).attempts.all()] == ["failed", "succeeded"]


@pytest.mark.parametrize("pieces", [1, 3])
def test_the_page_costs_the_same_however_much_was_ordered(client, fake, django_assert_num_queries, pieces):
    switch_on()
    for number in range(pieces):
        make_product("Комод", sku=f"KS-{number}", stock=5)
    order = waiting_order(lines={f"KS-{number}": 1 for number in range(pieces)})
    begin(order)
    client.get(pay_path(order))

    with django_assert_num_queries(11):
        page = soup(client.get(pay_path(order)))
    assert len(page.select(".payment__items li")) == pieces


def test_an_open_payment_is_gone_on_with_or_changed(client, fake):
    switch_on(sort_order=1)
    switch_on(GatewayType.YOOKASSA, sort_order=2)
    order = waiting_order()
    first = begin(order)

    page = soup(client.get(pay_path(order)))
    assert page.select_one(".payment__open a")["href"] == f"/payments/{first.payment_id}/go/"

    press(client, pay_path(order), GatewayType.YOOKASSA)
    run_outbox()
    second = Payment.objects.get(status=PaymentStatus.PENDING)
    assert second.gateway.gateway_type == GatewayType.YOOKASSA
    assert fresh(first).status == PaymentStatus.CANCELLED
