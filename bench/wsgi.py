"""One visitor inside the measuring process: requests go straight into the WSGI application."""

import io
import sys
from urllib.parse import urlencode, urlsplit

from django.conf import settings

from istok.wsgi import application

CSRF_TOKEN = "b" * 32


class Visitor:
    """session: the key of a session in the database, "" for somebody new. address: where he calls from."""

    def __init__(self, session: str = "", address: str = "") -> None:
        self._address = address
        self._cookies = {settings.CSRF_COOKIE_NAME: CSRF_TOKEN}
        if session:
            self._cookies[settings.SESSION_COOKIE_NAME] = session

    def get(self, address: str) -> int:
        """The size of the page. Anything but 200 ends the run."""
        status, size = self._ask(address, "GET", b"")
        if status != "200":
            raise SystemExit(f"{address} answered {status}")
        return size

    def post(self, address: str, form: dict[str, object]) -> int:
        """The size of the answer. Anything but a redirect to what comes next ends the run."""
        status, size = self._ask(address, "POST", urlencode(form).encode())
        if status != "303":
            raise SystemExit(f"POST {address} answered {status}")
        return size

    def tell(self, address: str, body: bytes, headers: dict[str, str]) -> int:
        """The size of the answer to a machine that posts JSON. Anything but 200 ends the run."""
        status, size = self._ask(address, "POST", body, {"CONTENT_TYPE": "application/json", **headers})
        if status != "200":
            raise SystemExit(f"POST {address} answered {status}")
        return size

    def _ask(
        self, address: str, method: str, body: bytes, headers: dict[str, str] | None = None
    ) -> tuple[str, int]:
        parts, answered = urlsplit(address), []
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": parts.path,
            "QUERY_STRING": parts.query,
            "SERVER_NAME": "localhost",
            "REMOTE_ADDR": self._address,
            "SERVER_PORT": "443",
            "HTTP_HOST": "localhost",
            "HTTP_REFERER": "https://localhost/",
            "HTTP_X_CSRFTOKEN": CSRF_TOKEN,
            "HTTP_COOKIE": "; ".join(f"{name}={value}" for name, value in self._cookies.items()),
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(body)),
            "SCRIPT_NAME": "",
            "wsgi.url_scheme": "https",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": sys.stderr,
            **(headers or {}),
        }
        response = application(environ, lambda status, headers: answered.append(status))
        size = sum(map(len, response))
        response.close()
        return answered[0][:3], size
