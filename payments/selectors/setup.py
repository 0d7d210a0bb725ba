"""What a way of payment needs besides its row: keys on the server, an address in the provider's cabinet."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from ..enums import GatewayType
from ..models import PaymentGateway
from ..providers.registry import NEEDED, is_configured
from .gateways import keys_fit, what_is_missing

# The last part of its webhooks' address is a secret, because it signs nothing.
WITH_SECRET_PATH = frozenset({GatewayType.YOOKASSA})


@dataclass(frozen=True, slots=True)
class Setup:
    """has_keys: the server has them. fits: they are of the chosen mode. variables: names, never values.
    webhook: the address, with `secret_variable` for its last part where that is a secret. missing: what the
    owner has to fill in elsewhere, in words; "" for nothing.
    """

    has_keys: bool
    fits: bool
    variables: Sequence[str]
    webhook: str
    secret_variable: str = ""
    missing: str = ""


def setup_of(gateway: PaymentGateway) -> Setup | None:
    """None for a way that asks no provider."""
    if not gateway.is_online:
        return None
    kind = gateway.gateway_type
    path = settings.WAGTAILADMIN_BASE_URL.rstrip("/") + reverse("webhook", args=[kind])
    secret = variable_of(kind, "webhook_secrets") if kind in WITH_SECRET_PATH else ""
    return Setup(
        has_keys=is_configured(kind),
        fits=keys_fit(gateway),
        missing=what_is_missing(gateway),
        variables=[variable_of(kind, name) for name in NEEDED[kind]],
        webhook=path,
        secret_variable=secret,
    )


def variable_of(gateway_type: str, name: str) -> str:
    """Of the environment; `istok.settings.payments` reads them."""
    return f"ISTOK_{gateway_type}_{name}".upper()
