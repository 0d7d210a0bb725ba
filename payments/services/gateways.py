"""What the owner decides about ways of payment."""

from decimal import Decimal

from django.db import transaction

from users.models import CustomUser

from ..enums import Currency
from ..errors import CurrencyWrong, GatewayNotReady, RateWrong, VatNotSet
from ..models import PaymentGateway
from ..providers.registry import is_configured
from ..selectors.gateways import keys_fit, what_is_missing, wrong_currency
from . import journal


@transaction.atomic
def change_gateway(pk: int, *, actor: CustomUser, **values) -> PaymentGateway:
    """Write `values` by the names of columns; one that is not named stays. A rouble is one rouble.

    Raises GatewayNotReady when it is switched on without its keys or with those of the other mode, VatNotSet
    when it makes fiscal receipts and nobody has said of which VAT, CurrencyWrong, RateWrong; writes nothing
    then.
    """
    gateway = PaymentGateway.objects.select_for_update(no_key=True).get(pk=pk)
    if values.get("currency", gateway.currency) == Currency.RUB:
        values["rate"] = Decimal(1)
    old = {name: getattr(gateway, name) for name in values}
    for name, value in values.items():
        setattr(gateway, name, value)
    if told := wrong_currency(gateway):
        raise CurrencyWrong(told)
    if gateway.currency != Currency.RUB and gateway.rate <= 1:
        raise RateWrong
    if gateway.is_active and (not old.get("is_active", True) or _changes_mode(gateway, old)):
        _check_ready(gateway)
    changes = {name: [str(was), str(values[name])] for name, was in old.items() if was != values[name]}
    if changes:
        gateway.save(update_fields=list(changes))
        journal.write_log(gateway, journal.GATEWAY_CHANGED, actor=actor, changes=changes)
    return gateway


def _changes_mode(gateway: PaymentGateway, old: dict) -> bool:
    return old.get("is_test_mode", gateway.is_test_mode) != gateway.is_test_mode


def _check_ready(gateway: PaymentGateway) -> None:
    if not gateway.is_online:
        return
    if not keys_fit(gateway):
        raise GatewayNotReady(has_keys=is_configured(gateway.gateway_type))
    if told := what_is_missing(gateway):
        raise VatNotSet(told)
