"""A transport of httpx whose calls end in time.

httpx limits each wait for a byte, not their sum: an answer that comes drop by drop, a name with many dead
addresses or a silent DNS server would hold a page as long as they like.
"""

import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotInTime
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import httpcore
import httpx

_until: ContextVar[float | None] = ContextVar("call_until", default=None)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """All calls inside share `seconds`; a limit further out stays as it is."""
    if _until.get() is not None:
        yield
        return
    token = _until.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _until.reset(token)


def time_left(most: float | None) -> float:
    """Seconds until the limit, at most `most`; 0 or less when it is over."""
    until = _until.get()
    left = [] if until is None else [until - time.monotonic()]
    return min(left + ([] if most is None else [most]), default=10.0)


class BoundedTransport(httpx.HTTPTransport):
    """httpx's own, over sockets that know the limit. It reads no proxy from the environment: the shop talks
    to the provider and to nobody between.
    """

    def __init__(self) -> None:
        super().__init__(trust_env=False)
        self._pool = httpcore.ConnectionPool(
            ssl_context=httpx.create_ssl_context(trust_env=False),
            max_connections=20,
            max_keepalive_connections=0,  # one that died meanwhile would make an outcome unknown for nothing
            network_backend=_Network(),
        )


class _Network(httpcore.NetworkBackend):
    def __init__(self) -> None:
        self._plain = httpcore.SyncBackend()
        # A look-up cannot be interrupted, only left behind.
        self._names = ThreadPoolExecutor(4, thread_name_prefix="names")

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Any = None,
    ) -> httpcore.NetworkStream:
        until = time.monotonic() + time_left(timeout)
        failure: Exception = httpcore.ConnectError(f"{host} has no address")
        for address in self._addresses(host, port, until):
            left = until - time.monotonic()
            if left <= 0:
                raise httpcore.ConnectTimeout("no address answered in time") from failure
            try:
                return _Stream(self._plain.connect_tcp(address, port, left, local_address, socket_options))
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure

    def _addresses(self, host: str, port: int, until: float) -> list[str]:
        search = self._names.submit(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
        try:
            found = search.result(timeout=max(0.0, until - time.monotonic()))
        except NotInTime as error:
            raise httpcore.ConnectTimeout("the name was not found in time") from error
        except OSError as error:
            raise httpcore.ConnectError("the name was not found") from error
        return list(dict.fromkeys(str(address[0]) for *_family, address in found))


class _Stream(httpcore.NetworkStream):
    def __init__(self, plain: httpcore.NetworkStream) -> None:
        self._plain = plain

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        left = time_left(timeout)
        if left <= 0:
            raise httpcore.ReadTimeout("the time of the whole call is over")
        return self._plain.read(max_bytes, left)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        left = time_left(timeout)
        if left <= 0:
            raise httpcore.WriteTimeout("the time of the whole call is over")
        self._plain.write(buffer, left)

    def close(self) -> None:
        self._plain.close()

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        left = time_left(timeout)
        if left <= 0:
            raise httpcore.ConnectTimeout("the time of the whole call is over")
        return _Stream(self._plain.start_tls(ssl_context, server_hostname, left))

    def get_extra_info(self, info: str) -> Any:
        return self._plain.get_extra_info(info)
