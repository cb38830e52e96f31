"""Errors in words, with what to do next."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that there is no such page, and where to look."""
    return render(request, "errors/404.html", status=404)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that one may not, and how one may."""
    return render(request, "errors/403.html", status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that the form is too old or cookies are off, and how to send it again."""
    return render(request, "errors/csrf.html", status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that the address or the form cannot be understood."""
    return render(request, "errors/400.html", status=400)


def server_error(request: HttpRequest) -> HttpResponse:
    """Say that it is our fault; needs neither database nor context."""
    return render(request, "errors/500.html", status=500)


def no_room(request: HttpRequest) -> HttpResponse:
    """Say that nothing was saved for want of room, and what to do; needs no database either."""
    response = render(request, "errors/no_room.html", status=503)
    response["Retry-After"] = "600"
    return response
