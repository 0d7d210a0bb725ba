"""What a member of staff does with an order in the browser."""

from bs4 import BeautifulSoup
from django.urls import reverse

from orders.models import Order

ACTIONS = (
    "accept", "confirm", "ship", "deliver", "install", "cancel", "note", "manager", "contact", "dates",
    "link",
)  # fmt: skip


def url(name: str, order: Order) -> str:
    return reverse(f"orders:{name}", args=[order.pk])


def screen(client, order: Order) -> BeautifulSoup:
    answer = client.get(url("inspect", order))
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def text(soup, selector: str) -> str:
    return " ".join(soup.select_one(selector).get_text(" ").split())


def press(client, name: str, order: Order, /, **given):
    """Send the action's form as it was opened with the order as given."""
    return client.post(url(name, order), {"version": order.version, **given})


def fresh(order: Order) -> Order:
    return Order.objects.get(pk=order.pk)
