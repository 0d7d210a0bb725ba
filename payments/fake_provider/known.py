"""Keys and cards of the pretend providers. They are no secrets: they open nothing but the fake."""

from typing import Any

STRIPE_KEY = "sk_test_fake_4eC39HqLyjWDarjtT1zdp7dc"
STRIPE_SIGNING_KEY = "whsec_fake_stripe_1b9f4a"
PAYPAL_CLIENT = "fake-paypal-client"
PAYPAL_KEY = "fake-paypal-client-key"
PAYPAL_WEBHOOK_ID = "WH-FAKE-2WR32451HC0233532"
YOOKASSA_SHOP = "100500"
YOOKASSA_KEY = "test_fake_yookassa_key"
YOOKASSA_PATH_KEY = "fake-yookassa-path-7d1c9b30"
TEST_GATEWAY_KEY = "test_fake_gateway_key"
TEST_GATEWAY_SIGNING_KEY = "whsec_fake_test_gateway_5c2e"
REGISTER_KEY = "fake-register-key"

GOOD_CARD = "4242424242424242"
# Card → what the bank says about it, in the words of payments.enums.Decline. An unknown card is declined.
CARDS = {
    GOOD_CARD: "",
    "4000000000000002": "decline",
    "4000000000009995": "insufficient_funds",
    "4000000000000069": "expired_card",
    "4000000000000127": "incorrect_cvc",
}


def decline_of(card: str) -> str:
    """Why the bank refuses this card; "" when it pays."""
    return CARDS.get("".join(char for char in card if char.isdigit()), "decline")


def fake_settings(base_url: str) -> dict[str, dict[str, Any]]:
    """settings.PAYMENT_PROVIDERS that lead to the fake at `base_url` (scheme, host and port)."""
    return {
        "stripe": {
            "url": f"{base_url}/stripe",
            "key": STRIPE_KEY,
            "webhook_secrets": [STRIPE_SIGNING_KEY],
        },
        "paypal": {
            "url": f"{base_url}/paypal",
            "client_id": PAYPAL_CLIENT,
            "client_secret": PAYPAL_KEY,
            "webhook_ids": [PAYPAL_WEBHOOK_ID],
        },
        "yookassa": {
            "url": f"{base_url}/yookassa/v3",
            "shop_id": YOOKASSA_SHOP,
            "secret_key": YOOKASSA_KEY,
            "webhook_secrets": [YOOKASSA_PATH_KEY],
        },
        "test_gateway": {
            "url": f"{base_url}/test",
            "key": TEST_GATEWAY_KEY,
            "webhook_secrets": [TEST_GATEWAY_SIGNING_KEY],
        },
        "register": {"url": f"{base_url}/register", "key": REGISTER_KEY},
    }
