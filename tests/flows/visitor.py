"""What a person with a browser does: opens a page, fills in its form, sends it, reads the answer."""

from bs4 import BeautifulSoup


class Visitor:
    """client: whose cookies. commit: runs what waits for the commit of each request, letters among it."""

    def __init__(self, client, commit):
        self.client, self.commit = client, commit

    def open(self, address: str) -> BeautifulSoup:
        response = self.client.get(address, follow=True)
        assert response.status_code == 200, address
        return BeautifulSoup(response.content, "html.parser")

    def fill(self, address: str, *, form: str = "main form", **answers) -> BeautifulSoup:
        """Change the form at `address` and send it where it goes; gives back the page that follows.

        form: CSS selector. answers: value, list of values or file by the name of the field.
        """
        found = self.open(address).select_one(form)
        assert found is not None, f"{address} has no {form}"
        target = found.get("action") or address
        with self.commit(execute=True):
            response = self.client.post(target, {**values_of(found), **answers}, follow=True)
        assert response.status_code == 200, target
        return BeautifulSoup(response.content, "html.parser")


def values_of(form: BeautifulSoup) -> dict[str, list[str]]:
    """What a browser would send if nobody touched anything."""
    values: dict[str, list[str]] = {}
    for field in form.select("input[name], textarea[name], select[name]"):
        kind = field.get("type", "text") if field.name == "input" else field.name
        if kind in {"submit", "button", "file", "password"}:
            continue
        if kind in {"checkbox", "radio"}:
            sent = [field.get("value", "on")] if field.has_attr("checked") else []
        elif kind == "select":
            sent = [option.get("value", "") for option in field.select("option[selected]")]
        elif kind == "textarea":
            sent = [field.get_text().removeprefix("\n")]
        else:
            sent = [field.get("value", "")]
        if sent:
            values.setdefault(field["name"], []).extend(sent)
    return values


def text_of(page: BeautifulSoup, selector: str = "main") -> str:
    """What can be read there, with plain spaces."""
    return " ".join(page.select_one(selector).get_text(" ").split())
