"""Which register takes a receipt."""

from functools import lru_cache

from django.conf import settings

from ..models import FiscalReceipt
from ..providers.http import Limits
from ..providers.registry import provider_for
from ..selectors.fiscal import has_register, payment_with_second_receipt
from .base import FiscalRegister
from .http import HttpRegister
from .yookassa import YooKassaRegister


def register_of(receipt: FiscalReceipt) -> FiscalRegister | None:
    """That of the environment, else the provider that registered the first receipt; None: nobody takes it.

    Raises GatewayUnavailable when that provider has lost its keys.
    """
    if has_register():
        entry = settings.PAYMENT_PROVIDERS["register"]
        return _made(entry["url"], entry["key"], settings.PAYMENT_CALL_SECONDS)
    payment = payment_with_second_receipt(receipt)
    if payment is None:
        return None
    gateway = payment.gateway
    provider = provider_for(gateway.gateway_type, is_test_mode=gateway.is_test_mode)
    return YooKassaRegister(provider, payment.gateway_reference)


@lru_cache(maxsize=4)
def _made(url: str, key: str, seconds: float) -> FiscalRegister:
    """Making a client reads every certificate."""
    return HttpRegister(url=url, key=key, limits=Limits.of(seconds))
