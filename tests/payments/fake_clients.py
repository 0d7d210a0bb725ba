"""Plain HTTP clients of the pretend providers, and what a shop says to begin a payment there."""

from typing import Any

import httpx

from payments.fake_provider import known

RECEIPT_ITEM = {
    "description": "Стол",
    "quantity": "2",
    "amount": {"value": "50.00", "currency": "RUB"},
    "vat_code": 1,
    "payment_mode": "full_prepayment",
    "payment_subject": "commodity",
}


def client_of(server, prefix: str, **options: Any) -> httpx.Client:
    return httpx.Client(base_url=server.url + prefix, trust_env=False, timeout=5, **options)


def stripe(server) -> httpx.Client:
    return client_of(server, "/stripe", headers={"Authorization": f"Bearer {known.STRIPE_KEY}"})


def yookassa(server) -> httpx.Client:
    return client_of(server, "/yookassa/v3", auth=(known.YOOKASSA_SHOP, known.YOOKASSA_KEY))


def gateway(server) -> httpx.Client:
    return client_of(server, "/test", headers={"Authorization": f"Bearer {known.TEST_GATEWAY_KEY}"})


def paypal(server) -> httpx.Client:
    with client_of(server, "/paypal", auth=(known.PAYPAL_CLIENT, known.PAYPAL_KEY)) as asking:
        answer = asking.post("/v1/oauth2/token", data={"grant_type": "client_credentials"}).json()
    return client_of(server, "/paypal", headers={"Authorization": f"Bearer {answer['access_token']}"})


def register(server) -> httpx.Client:
    return client_of(server, "/register", headers={"Authorization": f"Bearer {known.REGISTER_KEY}"})


def session_form(**more: str) -> dict[str, str]:
    """A checkout session of 100 roubles that is only held."""
    return {
        "mode": "payment",
        "client_reference_id": "ORD-1",
        "success_url": "http://shop.test/paid?session={CHECKOUT_SESSION_ID}",
        "cancel_url": "http://shop.test/cancelled",
        "line_items[0][quantity]": "1",
        "line_items[0][price_data][currency]": "rub",
        "line_items[0][price_data][unit_amount]": "10000",
        "line_items[0][price_data][product_data][name]": "Заказ ORD-1",
        "payment_intent_data[capture_method]": "manual",
        "payment_intent_data[metadata][payment]": "uid-1",
        **more,
    }


def order_body(**unit: Any) -> dict[str, Any]:
    """A PayPal order of 100 dollars."""
    context = {"return_url": "http://shop.test/back", "cancel_url": "http://shop.test/cancelled"}
    amount = {"currency_code": "USD", "value": "100.00"}
    return {
        "intent": "CAPTURE",
        "purchase_units": [{"custom_id": "uid-1", "invoice_id": "ORD-1-1", "amount": amount, **unit}],
        "payment_source": {"paypal": {"experience_context": context}},
    }


def payment_body(**more: Any) -> dict[str, Any]:
    """A YooKassa payment of 100 roubles that is only held."""
    return {
        "amount": {"value": "100.00", "currency": "RUB"},
        "capture": False,
        "confirmation": {"type": "redirect", "return_url": "http://shop.test/back"},
        "description": "Заказ ORD-1",
        "metadata": {"order": "ORD-1", "payment": "uid-1"},
        "receipt": receipt_of("50.00"),
        **more,
    }


def receipt_of(price: str, quantity: str = "2") -> dict[str, Any]:
    amount = {"value": price, "currency": "RUB"}
    return {
        "customer": {"email": "guest@shop.test"},
        "items": [RECEIPT_ITEM | {"amount": amount, "quantity": quantity}],
    }


def gateway_body(**more: Any) -> dict[str, Any]:
    """100 roubles at the test gateway."""
    return {
        "amount": "100.00",
        "currency": "RUB",
        "description": "Заказ ORD-1",
        "return_url": "http://shop.test/back",
        "metadata": {"payment": "uid-1", "order": "ORD-1"},
        **more,
    }
