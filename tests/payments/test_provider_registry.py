"""Providers appear with all their keys and in the mode of these; the pretended one never does in a shop."""

import os
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from istok.settings import payments as from_environment
from payments.enums import GatewayType
from payments.errors import GatewayUnavailable
from payments.providers.registry import is_configured, provider_for
from tests.core.test_settings import COMPLETE, ROOT, start

ENTRIES = {
    "stripe": {"url": "", "key": "sk_test_1", "webhook_secrets": ["whsec_1"]},
    "paypal": {"url": "", "client_id": "c", "client_secret": "s", "webhook_ids": ["WH-1"]},
    "yookassa": {"url": "", "shop_id": "1", "secret_key": "test_1", "webhook_secrets": ["x" * 24]},
    "test_gateway": {"url": "http://127.0.0.1:1", "key": "k", "webhook_secrets": ["w"]},
}
VARIABLES = {
    "ISTOK_STRIPE_KEY": "sk_live_51Hx",
    "ISTOK_STRIPE_WEBHOOK_SECRETS": "whsec_old, whsec_new",
    "ISTOK_PAYPAL_CLIENT_ID": "client",
    "ISTOK_PAYPAL_CLIENT_SECRET": "word",
    "ISTOK_PAYPAL_WEBHOOK_IDS": "WH-1",
    "ISTOK_YOOKASSA_SHOP_ID": "100500",
    "ISTOK_YOOKASSA_SECRET_KEY": "live_word",
    "ISTOK_YOOKASSA_WEBHOOK_SECRETS": "A" * 24,
    "ISTOK_REGISTER_URL": "https://register.example/api",
    "ISTOK_REGISTER_KEY": "word",
}


@pytest.fixture
def configured(settings):
    settings.PAYMENT_PROVIDERS = {name: dict(entry) for name, entry in ENTRIES.items()}
    return settings.PAYMENT_PROVIDERS


@pytest.fixture
def environment(monkeypatch):
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


@pytest.mark.parametrize("gateway", ENTRIES)
def test_one_client_for_one_set_of_keys(configured, gateway):
    first = provider_for(gateway, is_test_mode=True)

    assert is_configured(gateway)
    assert provider_for(gateway, is_test_mode=True) is first
    configured[gateway]["url"] = "http://127.0.0.1:2"
    assert provider_for(gateway, is_test_mode=True) is not first


@pytest.mark.parametrize(
    ("gateway", "name"),
    [(gateway, name) for gateway, entry in ENTRIES.items() for name in entry if entry[name]],
)
def test_provider_without_one_of_its_keys_is_not_there(configured, gateway, name):
    configured[gateway][name] = type(configured[gateway][name])()

    assert not is_configured(gateway)
    with pytest.raises(GatewayUnavailable):
        provider_for(gateway, is_test_mode=True)


@pytest.mark.parametrize("gateway", [*GatewayType.values, "nobody"])
def test_nothing_is_there_without_settings(settings, gateway):
    settings.PAYMENT_PROVIDERS = {}

    assert not is_configured(gateway)
    with pytest.raises(GatewayUnavailable):
        provider_for(gateway, is_test_mode=False)


@pytest.mark.parametrize(
    ("gateway", "name", "of_tests", "of_money"),
    [
        ("stripe", "key", "sk_test_1", "sk_live_1"),
        ("stripe", "key", "rk_test_1", "rk_live_1"),
        ("yookassa", "secret_key", "test_1", "live_1"),
    ],
)
def test_mode_of_the_gateway_and_of_its_key_agree(configured, gateway, name, of_tests, of_money):
    for key, is_test_mode in ((of_tests, True), (of_money, False)):
        configured[gateway][name] = key

        assert provider_for(gateway, is_test_mode=is_test_mode)
        with pytest.raises(GatewayUnavailable):
            provider_for(gateway, is_test_mode=not is_test_mode)


def test_key_of_no_mode_opens_nothing(configured):
    configured["stripe"]["key"] = "pk_test_1"

    for is_test_mode in (True, False):
        with pytest.raises(GatewayUnavailable):
            provider_for("stripe", is_test_mode=is_test_mode)


def test_test_gateway_needs_debug_or_tests(configured, settings):
    settings.TEST_GATEWAY = False

    assert not is_configured("test_gateway")
    with pytest.raises(GatewayUnavailable):
        provider_for("test_gateway", is_test_mode=True)
    settings.DEBUG = True
    assert is_configured("test_gateway")


def test_production_cannot_switch_the_test_gateway_on():
    script = (
        "from django.conf import settings as s\n"
        "print(s.DEBUG, s.TEST_GATEWAY, 'test_gateway' in s.PAYMENT_PROVIDERS, sorted(s.PAYMENT_PROVIDERS))"
    )
    wish = {
        "DEBUG": "1",
        "TEST_GATEWAY": "1",
        "ISTOK_TEST_GATEWAY": "1",
        "ISTOK_TEST_GATEWAY_URL": "http://127.0.0.1:1",
        "ISTOK_TEST_GATEWAY_KEY": "k",
        "ISTOK_TEST_GATEWAY_WEBHOOK_SECRETS": "w",
    }
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **COMPLETE, **VARIABLES, **wish},
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.strip() == "False False False ['paypal', 'register', 'stripe', 'yookassa']"


def test_settings_come_from_the_environment(environment):
    assert from_environment.providers() == {}
    for name, value in VARIABLES.items():
        environment.setenv(name, value)

    found = from_environment.providers()

    assert found["stripe"] == {
        "url": "",
        "key": "sk_live_51Hx",
        "webhook_secrets": ["whsec_old", "whsec_new"],
    }
    assert found["paypal"]["webhook_ids"] == ["WH-1"]
    assert found["yookassa"]["shop_id"] == "100500"
    assert found["register"] == {"url": "https://register.example/api", "key": "word"}


@pytest.mark.parametrize("missing", VARIABLES)
def test_half_a_provider_stops_the_start_and_is_named(environment, missing):
    for name, value in VARIABLES.items():
        environment.setenv(name, "" if name == missing else value)

    with pytest.raises(ImproperlyConfigured, match=f"^{missing} missing"):
        from_environment.providers()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ISTOK_STRIPE_KEY", "pk_live_51Hx"),
        ("ISTOK_STRIPE_KEY", "sk_live_-"),
        ("ISTOK_YOOKASSA_SECRET_KEY", "word"),
        ("ISTOK_YOOKASSA_WEBHOOK_SECRETS", "short"),
        ("ISTOK_YOOKASSA_WEBHOOK_SECRETS", "A" * 24 + ",with/slash-and-more-letters"),
        ("ISTOK_REGISTER_URL", "http://register.example"),
        ("ISTOK_REGISTER_URL", "//register.example/"),
    ],
)
def test_wrong_value_stops_the_start_and_is_not_repeated(environment, name, value):
    for each, good in (VARIABLES | {name: value}).items():
        environment.setenv(each, good)

    with pytest.raises(ImproperlyConfigured, match=f"^{name} must") as refusal:
        from_environment.providers()
    assert value not in str(refusal.value)


def test_production_does_not_start_with_half_a_provider():
    done = start("check", ISTOK_STRIPE_KEY="sk_live_51Hx")

    assert done.returncode != 0
    assert "ImproperlyConfigured: ISTOK_STRIPE_WEBHOOK_SECRETS missing" in done.stderr
    assert "51Hx" not in done.stderr


def test_stripes_sdk_is_not_imported_before_it_is_used():
    script = (
        "import sys, django; django.setup()\n"
        "from payments.providers.registry import provider_for\n"
        "provider_for('stripe', is_test_mode=False)\n"
        "print('stripe' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", script],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **COMPLETE, **VARIABLES},
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.strip() == "False"
