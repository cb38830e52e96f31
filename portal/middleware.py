"""What every request passes: a log line without personal data, line ends, what may be kept."""

import logging
import time
from collections.abc import Callable

from csp.constants import NONCE
from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from portal.views.errors import no_room

log = logging.getLogger("portal.requests")


class RequestLogMiddleware:
    """Log method, path, status and duration: no query string, no address, no user."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Time one request."""
        started = time.perf_counter()
        response = self.get_response(request)
        if not request.path.startswith("/static/"):
            fields = {
                "method": request.method,
                "path": request.path,
                "status": response.status_code,
                "ms": round((time.perf_counter() - started) * 1000, 1),
            }
            log.info("request", extra={"fields": fields})
        return response


class HeadMiddleware:
    """Send no body to whoever asks for the head alone: its length is told, the page is not."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Empty the answer to HEAD; a stream is closed unread."""
        response = self.get_response(request)
        if request.method == "HEAD":
            if response.streaming:
                response.streaming_content = []  # type: ignore[attr-defined]
            else:
                response.headers.setdefault("Content-Length", str(len(response.content)))
                response.content = b""
        return response


class SignedInMiddleware:
    """Let no cache, nor the browser's store for times without signal, keep a signed-in page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Mark what was written for somebody: it names them, and shows what they may do."""
        response = self.get_response(request)
        if (
            settings.SESSION_COOKIE_NAME in request.COOKIES
            and not response.has_header("Cache-Control")
            and response.get("Content-Type", "").startswith("text/html")
            and request.user.is_authenticated
        ):
            response["Cache-Control"] = "private, no-store"
        return response


class LineEndsMiddleware:
    """Let a line end in a form count as one character, as it did in the browser's own limit.

    A browser counts it as one towards ``maxlength`` and then sends two.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on: only what goes to a view is read."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., object], *_args: object, **_kwargs: object
    ) -> None:
        """Write the sent fields anew where any of them holds such an end.

        A view that bounds what is uploaded has to come before anything reads it.
        """
        if getattr(view, "csrf_exempt", False):
            return
        if request.method != "POST" or not any(
            "\r\n" in value for values in request.POST.lists() for value in values[1]
        ):
            return
        fields = request.POST.copy()
        for name, values in request.POST.lists():
            fields.setlist(name, [value.replace("\r\n", "\n") for value in values])
        fields._mutable = False
        request.POST = fields  # type: ignore[assignment]


class NoRoomMiddleware:
    """Say in words that nothing was saved where the database's disk, or memory, is full."""

    # PostgreSQL's class of errors "insufficient resources".
    NO_ROOM = "53"

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on: only what a view could not save is answered here."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer for the view; its transaction is rolled back by then."""
        state = getattr(exception.__cause__, "sqlstate", None) or ""
        if not (isinstance(exception, DatabaseError) and state.startswith(self.NO_ROOM)):
            return None
        log.error("no room in the database", extra={"fields": {"sqlstate": state}})
        return no_room(request)


class AdminPolicyMiddleware:
    """Let the admin's map widgets run their inline script by a nonce, on pages never stored."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Widen the policy of admin pages only."""
        response = self.get_response(request)
        if request.resolver_match and request.resolver_match.app_name == "admin":
            response._csp_update = {"script-src": [NONCE]}  # type: ignore[attr-defined]
            response["Cache-Control"] = "no-store"
        return response
