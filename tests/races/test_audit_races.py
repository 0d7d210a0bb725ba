"""An audit sees one moment: money that moves meanwhile is no finding, and who pays does not wait for it."""

from payments.models import Payment
from payments.services.auditing import audit_money
from tests.factories.catalog import make_product
from tests.factories.orders import make_order
from tests.factories.payments import make_gateway, take_cash
from tests.factories.people import make_admin

ROUNDS = 12


def test_audit_beside_payments_finds_nothing_and_stops_nobody(together):
    boss = make_admin()
    make_gateway("cash_on_delivery")
    make_product("Комод «Север»", sku="KS-OAK", stock=ROUNDS)
    orders = [make_order() for _round in range(ROUNDS)]

    def work(number: int) -> list:
        if number:
            return [take_cash(order, actor=boss).pk for order in orders]
        return [str(finding) for _round in range(ROUNDS) for finding in audit_money()]

    found, paid = together(2, work)

    assert found == []
    assert len(paid) == Payment.objects.count() == ROUNDS
    assert audit_money() == []
