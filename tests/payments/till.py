"""What a member of staff does with money in the browser."""

from uuid import uuid4

from bs4 import BeautifulSoup
from django.urls import reverse
from wagtail.models import ModelLogEntry, Site

from payments.models import PaymentRules

# Address → the right that opens it; `pk` is of a payment, an order, a part …, as the address wants it.
OPEN_BY = {
    "payments:inspect": "payments.view_payment",
    "payments:refund": "payments.refund_payment",
    "payments:sync": "payments.view_payment",
    "payments:accept": "payments.settle_review",
    "payments:send_back": "payments.settle_review",
    "payments:dismiss": "payments.settle_review",
    "payments:cash": "payments.record_cash",
    "payments:plan": "payments.plan_payment",
    "payments:ask": "payments.plan_payment",
    "payments:link": "payments.plan_payment",
    "payments:part_link": "payments.plan_payment",
    "refunds:inspect": "payments.view_refund",
    "refunds:hand_out": "payments.refund_payment",
    "refunds:outside": "payments.refund_payment",
    "balances:inspect": "payments.view_balanceaccount",
    "balances:correct": "payments.correct_balance",
    "webhooks:inspect": "payments.view_webhookevent",
    "webhooks:look_again": "payments.change_webhookevent",
    "webhooks:put_aside": "payments.change_webhookevent",
    "receipts:inspect": "payments.view_fiscalreceipt",
    "receipts:again": "payments.change_fiscalreceipt",
    "gateways:edit": "payments.change_paymentgateway",
}
LISTS = {
    "payments:index": "payments.view_payment",
    "refunds:index": "payments.view_refund",
    "balances:index": "payments.view_balanceaccount",
    "balances:credit": "payments.correct_balance",
    "webhooks:index": "payments.view_webhookevent",
    "receipts:index": "payments.view_fiscalreceipt",
    "gateways:index": "payments.view_paymentgateway",
}


def page(client, name: str, *args, **query) -> BeautifulSoup:
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def words(soup, selector: str = "main") -> str:
    return " ".join(soup.select_one(selector).get_text(" ").split())


def send(client, name: str, pk: int | None = None, /, **given):
    """The form as it comes from the browser, with a key of its own."""
    address = reverse(name, args=[] if pk is None else [pk])
    return client.post(address, {"key": str(uuid4()), **given})


def refusals(answer) -> str:
    """What stands on the form that came back."""
    assert answer.status_code == 200
    form = answer.context["form"]
    return " ".join(message for messages in form.errors.values() for message in messages)


def logged(action: str) -> ModelLogEntry:
    return ModelLogEntry.objects.get(action=action)


def let_managers_refund(limit: int) -> None:
    site = Site.objects.get(is_default_site=True)
    PaymentRules.objects.update_or_create(site=site, defaults={"refund_limit": limit})


def buttons(soup) -> set[str]:
    """The named actions that a screen offers."""
    return {button.get_text(strip=True) for button in soup.select(".istok-order__actions a")}
