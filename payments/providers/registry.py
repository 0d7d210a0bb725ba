"""Which provider stands behind a gateway, and with whose keys. Secrets come from settings alone."""

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.conf import settings

from ..enums import GatewayType
from ..errors import GatewayUnavailable
from .base import Provider
from .http import Limits
from .paypal.adapter import PayPal
from .stripe.adapter import Stripe
from .test_gateway.adapter import TestGateway
from .yookassa.adapter import YooKassa

URLS = {
    GatewayType.STRIPE: "https://api.stripe.com",
    GatewayType.PAYPAL: "https://api-m.paypal.com",
    GatewayType.YOOKASSA: "https://api.yookassa.ru/v3",
}
PAYPAL_SANDBOX = "https://api-m.sandbox.paypal.com"
NEEDED = {
    GatewayType.STRIPE: ("key", "webhook_secrets"),
    GatewayType.PAYPAL: ("client_id", "client_secret", "webhook_ids"),
    GatewayType.YOOKASSA: ("shop_id", "secret_key", "webhook_secrets"),
    GatewayType.TEST_GATEWAY: ("url", "key", "webhook_secrets"),
}
ADAPTERS = {
    GatewayType.STRIPE: Stripe,
    GatewayType.PAYPAL: PayPal,
    GatewayType.YOOKASSA: YooKassa,
    GatewayType.TEST_GATEWAY: TestGateway,
}
# How a key of a test account begins, and one that moves money.
KEY_MODES = {
    GatewayType.STRIPE: ("key", ("sk_test_", "rk_test_"), ("sk_live_", "rk_live_")),
    GatewayType.YOOKASSA: ("secret_key", ("test_",), ("live_",)),
}


def is_configured(gateway_type: str) -> bool:
    """Whether the environment has all that this gateway needs. False for those that need no provider."""
    needed = NEEDED.get(gateway_type)
    if needed is None or (gateway_type == GatewayType.TEST_GATEWAY and not is_testing()):
        return False
    entry = settings.PAYMENT_PROVIDERS.get(gateway_type) or {}
    return all(entry.get(name) for name in needed)


def provider_for(gateway_type: str, *, is_test_mode: bool) -> Provider:
    """The one client of this process for these settings. Raises GatewayUnavailable without the secrets, and
    for a key of the other mode: test money must pay no order, and a trial must take no real money.
    """
    if not is_configured(gateway_type):
        raise GatewayUnavailable
    entry = settings.PAYMENT_PROVIDERS[gateway_type]
    if not _key_fits(gateway_type, entry, is_test_mode=is_test_mode):
        raise GatewayUnavailable
    values = {name: entry[name] for name in NEEDED[gateway_type]}
    values["url"] = entry.get("url") or _url(gateway_type, is_test_mode=is_test_mode)
    return _made(gateway_type, json.dumps(values, sort_keys=True), settings.PAYMENT_CALL_SECONDS)


def is_testing() -> bool:
    """Whether pretend money is possible here at all. Production settings have neither switch."""
    return settings.DEBUG or settings.TEST_GATEWAY


def _key_fits(gateway_type: str, entry: Mapping[str, Any], *, is_test_mode: bool) -> bool:
    """PayPal's keys look alike; its two modes are two hosts, and a key of the other one opens nothing. The
    test gateway has no other mode than tests.
    """
    if gateway_type == GatewayType.TEST_GATEWAY:
        return is_test_mode
    if gateway_type not in KEY_MODES:
        return True
    name, of_tests, of_money = KEY_MODES[gateway_type]
    return str(entry[name]).startswith(of_tests if is_test_mode else of_money)


def _url(gateway_type: str, *, is_test_mode: bool) -> str:
    if gateway_type == GatewayType.PAYPAL and is_test_mode:
        return PAYPAL_SANDBOX
    return URLS[gateway_type]


@lru_cache(maxsize=16)
def _made(gateway_type: str, values: str, seconds: float) -> Provider:
    """Making a client reads every certificate; PayPal's remembers its token besides."""
    return ADAPTERS[gateway_type](limits=Limits.of(seconds), **json.loads(values))
