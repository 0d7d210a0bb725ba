"""Ways of payment, as the owner sets them: never a secret, and nothing that nobody could pay by."""

from decimal import Decimal

import pytest
from django.urls import reverse

from istok.settings.payments import VARIABLES
from payments.enums import GatewayType
from payments.errors import GatewayUnavailable
from payments.fake_provider import known
from payments.models import PaymentGateway
from payments.providers.registry import NEEDED
from payments.selectors.gateways import ways_to_pay
from payments.selectors.setup import variable_of
from payments.services.starting import open_payment

from .scenes import fresh, switch_on, waiting_order
from .till import logged, page, refusals, words

pytestmark = pytest.mark.django_db


def gateway(gateway_type: str) -> PaymentGateway:
    return PaymentGateway.objects.get(gateway_type=gateway_type)


def filled(row: PaymentGateway, **changes) -> dict:
    """The form as it stands, with `changes`; None leaves a box unticked."""
    given = {
        "name": row.name, "description": row.description, "fixed_fee": "0", "percentage_fee": "0",
        "fee_bearer": row.fee_bearer, "sort_order": row.sort_order, "currency": row.currency, "rate": "1",
        "is_active": "on" if row.is_active else None, "is_test_mode": "on" if row.is_test_mode else None,
    }  # fmt: skip
    return {name: value for name, value in (given | changes).items() if value is not None}


def save(client, row: PaymentGateway, **changes):
    return client.post(reverse("gateways:edit", args=[row.pk]), filled(row, **changes))


def test_names_of_variables_are_those_that_the_settings_read():
    for kind in (GatewayType.STRIPE, GatewayType.PAYPAL, GatewayType.YOOKASSA):
        assert {variable_of(kind, name) for name in NEEDED[kind]} == set(VARIABLES[kind].values())


def test_words_fees_and_place_are_changed_and_logged(administrator):
    row = gateway(GatewayType.CASH_ON_DELIVERY)

    save(administrator, row, name="Курьеру", percentage_fee="2,5", fixed_fee="10", sort_order="1")

    changed = fresh(row)
    assert (changed.name, changed.percentage_fee, changed.fixed_fee, changed.sort_order) == (
        "Курьеру", Decimal("2.50"), Decimal("10.00"), 1,
    )  # fmt: skip
    entry = logged("payments.gateway_changed")
    assert entry.user == administrator.person
    assert entry.data["changes"]["name"] == ["При получении", "Курьеру"]
    assert set(entry.data["changes"]) == {"name", "percentage_fee", "fixed_fee", "sort_order"}


def test_saving_what_is_there_already_writes_nothing(administrator):
    from wagtail.models import ModelLogEntry

    save(administrator, gateway(GatewayType.CASH_ON_DELIVERY))

    assert not ModelLogEntry.objects.filter(action="payments.gateway_changed").exists()


def test_the_type_is_never_changed(administrator):
    row = gateway(GatewayType.CASH_ON_DELIVERY)

    save(administrator, row, gateway_type=GatewayType.STRIPE, pk="1")

    assert fresh(row).gateway_type == GatewayType.CASH_ON_DELIVERY


@pytest.mark.parametrize("kind", [GatewayType.STRIPE, GatewayType.PAYPAL, GatewayType.YOOKASSA])
def test_one_without_keys_is_not_switched_on(administrator, kind):
    row = gateway(kind)

    answer = save(
        administrator, row, is_active="on", name="Иначе", rate="1" if row.currency == "RUB" else "90"
    )

    assert "нет ключей" in refusals(answer)
    assert answer.context["form"]["name"].value() == "Иначе"
    assert (fresh(row).is_active, fresh(row).name) == (False, row.name)
    shown = words(page(administrator, "gateways:edit", row.pk))
    assert all(name in shown for name in VARIABLES[kind].values())


def test_keys_of_tests_take_no_real_money(administrator, fake):
    row = gateway(GatewayType.STRIPE)

    assert "другого режима" in refusals(save(administrator, row, is_active="on"))
    save(administrator, row, is_active="on", is_test_mode="on")

    assert fresh(row).is_active


def test_no_secret_is_shown_anywhere(administrator, fake):
    secrets = [
        known.STRIPE_KEY, known.STRIPE_SIGNING_KEY, known.PAYPAL_KEY, known.PAYPAL_CLIENT, known.YOOKASSA_KEY,
        known.YOOKASSA_PATH_KEY, known.PAYPAL_WEBHOOK_ID, known.TEST_GATEWAY_KEY,
    ]  # fmt: skip
    shown = str(page(administrator, "gateways:index"))
    for row in PaymentGateway.objects.all():
        shown += str(page(administrator, "gateways:edit", row.pk))

    assert [secret for secret in secrets if secret in shown] == []
    assert 'value="http://testserver/webhooks/stripe/"' in shown or "/webhooks/stripe/" in shown
    assert "/webhooks/yookassa/" in shown
    assert "ISTOK_YOOKASSA_WEBHOOK_SECRETS" in shown


def test_a_rouble_is_one_rouble(administrator, fake):
    row = gateway(GatewayType.STRIPE)
    save(administrator, row, currency="USD", rate="92,5")
    assert (fresh(row).currency, fresh(row).rate) == ("USD", Decimal("92.5000"))

    save(administrator, row, currency="RUB", rate="92,5")

    assert (fresh(row).currency, fresh(row).rate) == ("RUB", Decimal("1.0000"))


@pytest.mark.parametrize("rate", ["", "0", "1", "-5", "NaN", "1e3", "9" * 20])
def test_a_foreign_currency_wants_its_rate(administrator, rate):
    row = gateway(GatewayType.PAYPAL)

    answer = save(administrator, row, currency="USD", rate=rate)

    assert "rate" in answer.context["form"].errors
    assert fresh(row).rate == 1


@pytest.mark.parametrize(
    ("kind", "currency"),
    [(GatewayType.PAYPAL, "RUB"), (GatewayType.YOOKASSA, "USD"), (GatewayType.YOOKASSA, "EUR")],
)
def test_what_the_provider_does_not_take_is_not_chosen(administrator, kind, currency):
    row = gateway(kind)

    answer = save(administrator, row, currency=currency, rate="90", name="Иначе")

    assert "не принимает" in refusals(answer)
    assert "currency" in answer.context["form"].errors
    assert fresh(row).name == row.name


def test_way_whose_currency_the_provider_does_not_take_is_not_offered(fake):
    switch_on(GatewayType.PAYPAL, currency="RUB", rate=Decimal(1))
    switch_on(GatewayType.STRIPE, currency="EUR", rate=Decimal("95"))

    offered = [way.code for way in ways_to_pay(Decimal(100))]

    assert GatewayType.STRIPE in offered
    assert GatewayType.PAYPAL not in offered
    with pytest.raises(GatewayUnavailable):
        open_payment(waiting_order().pk, gateway_type=GatewayType.PAYPAL)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("percentage_fee", "100"),
        ("percentage_fee", "-1"),
        ("percentage_fee", "NaN"),
        ("fixed_fee", "-1"),
        ("fixed_fee", "9" * 20),
        ("currency", "usd"),
        ("sort_order", "-1"),
        ("name", ""),
        ("fee_bearer", "nobody"),
    ],
)
def test_a_wrong_value_stands_on_the_form(administrator, name, value):
    row = gateway(GatewayType.PAYPAL)

    answer = save(administrator, row, **{name: value})

    assert name in answer.context["form"].errors
    assert page(administrator, "gateways:index")
    assert answer.context["view"].get_page_title() == row.name


def test_one_that_asks_nobody_has_no_keys_and_no_currency(administrator):
    soup = page(administrator, "gateways:edit", gateway(GatewayType.BALANCE).pk)

    assert not soup.select("[name=currency], [name=rate], [name=is_test_mode], #webhook")


def test_the_test_gateway_stays_in_test_mode(administrator, fake):
    row = switch_on(GatewayType.TEST_GATEWAY)

    box = page(administrator, "gateways:edit", row.pk).select_one("[name=is_test_mode]")
    save(administrator, row, is_test_mode=None, name="Проба")

    assert (box.has_attr("disabled"), box.has_attr("checked")) == (True, True)
    assert (fresh(row).is_test_mode, fresh(row).name) == (True, "Проба")
