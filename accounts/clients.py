"""Where a request comes from, through as many proxies as the operator trusts and no more."""

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest

FORWARDING = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_HOST", "HTTP_FORWARDED", "HTTP_VIA")


def client_address(request: HttpRequest) -> str:
    """Return the address the outermost trusted proxy saw; no other header is believed."""
    direct = request.META.get("REMOTE_ADDR", "")
    hops = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    if settings.TRUSTED_PROXIES and len(hops) >= settings.TRUSTED_PROXIES:
        try:
            return str(ip_address(hops[-settings.TRUSTED_PROXIES].strip()))
        except ValueError:
            return direct
    return direct


def is_this_machine(request: HttpRequest) -> bool:
    """Whether the request was made on this machine itself, and not passed on by a proxy."""
    try:
        is_loopback = ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
    host = request.get_host().rsplit(":", 1)[0]
    is_local = host in {"localhost", "127.0.0.1", "[::1]"}
    return is_loopback and is_local and not any(name in request.META for name in FORWARDING)
