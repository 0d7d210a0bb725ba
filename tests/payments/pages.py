"""Pages of payment, as a browser gets them."""

from bs4 import BeautifulSoup

TOPPED_UP = "Оплата получена. Деньги на вашем балансе; если заказ ждёт оплаты, он оплатится из них сразу."


def soup(answer, status: int = 200) -> BeautifulSoup:
    assert answer.status_code == status, (answer.status_code, answer.headers.get("Location"))
    return BeautifulSoup(answer.content, "html.parser")


def words(tag) -> str:
    """With ordinary spaces; "" for nothing."""
    return " ".join(tag.get_text(" ").replace("\xa0", " ").split()) if tag else ""


def panel(client, address: str) -> BeautifulSoup | None:
    """The block about money on the page of an order."""
    return soup(client.get(address)).select_one("section#payment")


def codes(page) -> list[str]:
    """The ways that are offered, as they stand."""
    return [way["value"] for way in page.select(".ways input")]


def notes(page) -> list[str]:
    """What the site says above the page."""
    return [words(note) for note in page.select(".messages .note")]
