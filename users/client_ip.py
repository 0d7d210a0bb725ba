"""Who is calling: the address that our own proxies saw, never one that the caller wrote himself."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def client_ip(request: HttpRequest) -> str:
    """The caller's address; "" when nothing usable is known (a test client, a socket).

    Each proxy appends the address it saw to X-Forwarded-For. With `ISTOK_TRUSTED_PROXIES` = n the n-th entry
    from the right is the one that our outermost proxy wrote; everything left of it comes from the caller and
    is not read.
    """
    candidate = request.META.get("REMOTE_ADDR", "")
    if settings.TRUSTED_PROXIES:
        chain = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
        if len(chain) >= settings.TRUSTED_PROXIES:
            candidate = chain[-settings.TRUSTED_PROXIES]
    try:
        return str(ipaddress.ip_address(candidate.strip("[]")))
    except ValueError:
        return ""


def network_of(ip: str) -> str:
    """What counts as one caller: an IPv4 address, or the /64 that one IPv6 household has to itself."""
    if not ip:
        return "unknown"
    address = ipaddress.ip_address(ip)
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)
