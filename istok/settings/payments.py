"""`PAYMENT_PROVIDERS` from the environment. A provider is there with all of its variables or not at all:
half of them would take money and hear of no webhook.
"""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from . import environment

# Name in the settings → variable. Lists end in "s". There is none for the test gateway on purpose.
VARIABLES = {
    "stripe": {"key": "ISTOK_STRIPE_KEY", "webhook_secrets": "ISTOK_STRIPE_WEBHOOK_SECRETS"},
    "paypal": {
        "client_id": "ISTOK_PAYPAL_CLIENT_ID",
        "client_secret": "ISTOK_PAYPAL_CLIENT_SECRET",
        "webhook_ids": "ISTOK_PAYPAL_WEBHOOK_IDS",
    },
    "yookassa": {
        "shop_id": "ISTOK_YOOKASSA_SHOP_ID",
        "secret_key": "ISTOK_YOOKASSA_SECRET_KEY",
        "webhook_secrets": "ISTOK_YOOKASSA_WEBHOOK_SECRETS",
    },
    "register": {"url": "ISTOK_REGISTER_URL", "key": "ISTOK_REGISTER_KEY"},
}
STRIPE_KEY = re.compile(r"[sr]k_(live|test)_\w+")
YOOKASSA_KEY = re.compile(r"(live|test)_[\w-]+")
PATH_SECRET = re.compile(r"[A-Za-z0-9_-]{24,100}")


def providers() -> dict[str, dict[str, Any]]:
    """Those that are configured. url "" means the provider's own address."""
    found = {name: entry for name in VARIABLES if (entry := _entry(name))}
    _check(found)
    return found


def _entry(name: str) -> dict[str, Any]:
    variables = VARIABLES[name]
    values: dict[str, Any] = {"url": ""}
    for key, variable in variables.items():
        is_list = key.endswith("s")
        values[key] = environment.words(variable) if is_list else environment.text(variable, "").strip()
    missing = [variable for key, variable in variables.items() if not values[key]]
    if len(missing) == len(variables):
        return {}
    if missing:
        raise ImproperlyConfigured(
            f"{' and '.join(missing)} missing, although other variables of {name} are set."
        )
    return values


def _check(found: Mapping[str, Mapping[str, Any]]) -> None:
    """No value is repeated in a message: most are secrets."""
    if "stripe" in found and not STRIPE_KEY.fullmatch(found["stripe"]["key"]):
        raise ImproperlyConfigured("ISTOK_STRIPE_KEY must begin with sk_live_ or sk_test_.")
    if "yookassa" in found:
        if not YOOKASSA_KEY.fullmatch(found["yookassa"]["secret_key"]):
            raise ImproperlyConfigured("ISTOK_YOOKASSA_SECRET_KEY must begin with live_ or test_.")
        if not all(PATH_SECRET.fullmatch(secret) for secret in found["yookassa"]["webhook_secrets"]):
            raise ImproperlyConfigured(
                "ISTOK_YOOKASSA_WEBHOOK_SECRETS must hold secrets of 24 or more letters, digits, - and _."
            )
    if "register" in found:
        parts = urlsplit(found["register"]["url"])
        if parts.scheme != "https" or not parts.hostname:
            raise ImproperlyConfigured("ISTOK_REGISTER_URL must look like https://register.example.")
