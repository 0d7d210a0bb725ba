"""Which register takes a receipt."""

from functools import lru_cache

from django.conf import settings

from ..models import FiscalReceipt
from ..providers.http import Limits
from ..selectors.fiscal import payment_with_second_receipt, takes
from ..selectors.gateways import provider_of
from .base import FiscalRegister
from .http import HttpRegister
from .yookassa import YooKassaRegister


def register_of(receipt: FiscalReceipt) -> FiscalRegister | None:
    """That of the environment, else the provider that registered the first receipt; None: nobody takes it.

    Raises GatewayUnavailable when that provider has lost its keys.
    """
    if takes(receipt):
        entry = settings.PAYMENT_PROVIDERS["register"]
        return _made(entry["url"], entry["key"], settings.PAYMENT_CALL_SECONDS)
    payment = payment_with_second_receipt(receipt)
    if payment is None:
        return None
    return YooKassaRegister(provider_of(payment), payment.gateway_reference)


@lru_cache(maxsize=4)
def _made(url: str, key: str, seconds: float) -> FiscalRegister:
    """Making a client reads every certificate."""
    return HttpRegister(url=url, key=key, limits=Limits.of(seconds))
