"""What a client can do wrong, each with its status, answered as problem documents."""

from http import HTTPStatus

from django.http import JsonResponse
from django.utils.translation import gettext_lazy as _

NOWHERE = _("There is nothing at this address. The list of collections says what there is.")


class ApiError(Exception):
    """A request that cannot be answered; the message says what to do, `words` say it to people."""

    status = HTTPStatus.BAD_REQUEST
    words = _("Something in the address cannot be understood. What it is stands below, in English.")


class BadParameter(ApiError):
    """A parameter that cannot be understood."""

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(f"{name}: {problem}")


class UnknownParameter(ApiError):
    """A parameter that this resource does not have."""

    def __init__(self, name: str, known: list[str]) -> None:
        super().__init__(f"Unknown parameter {name[:60]!r}. Known here: {', '.join(known)}.")


class NoSuchCollection(ApiError):
    """A collection that is not published."""

    status = HTTPStatus.NOT_FOUND
    words = NOWHERE

    def __init__(self, name: str) -> None:
        super().__init__(f"There is no collection {name[:60]!r}. /api/collections lists them.")


class NoSuchAddress(ApiError):
    """An address under the API's own that leads nowhere."""

    status = HTTPStatus.NOT_FOUND
    words = NOWHERE

    def __init__(self) -> None:
        super().__init__("There is nothing here. /api/ and /api/openapi say what there is.")


class NotReading(ApiError):
    """A method that would write."""

    status = HTTPStatus.METHOD_NOT_ALLOWED

    def __init__(self) -> None:
        super().__init__("This is for reading: GET, HEAD, OPTIONS.")


class NoSuchFeature(ApiError):
    """A feature that does not exist or is not published."""

    status = HTTPStatus.NOT_FOUND
    words = NOWHERE

    def __init__(self, name: str) -> None:
        super().__init__(f"There is no feature {name[:60]!r} in this collection.")


class NoSuchTile(ApiError):
    """A tile or layer that does not exist."""

    status = HTTPStatus.NOT_FOUND
    words = NOWHERE

    def __init__(self) -> None:
        super().__init__("No such tile: zoom 0 to 22, x and y from 0 below 2 to the zoom.")


class TooSlow(ApiError):
    """A question that the database cannot answer in time."""

    words = _("This takes too long. Ask for a smaller area, or by a simpler filter.")

    def __init__(self) -> None:
        super().__init__("This takes too long. Narrow it by bbox, or ask a simpler filter.")


class NotNoted(ApiError):
    """A collection so large that its changes are noted by the day's round, which has not run."""

    def __init__(self) -> None:
        super().__init__(
            "changed-since: changes of this collection have not been noted yet. Fetch all of it."
        )


class TooManyGone(ApiError):
    """More features gone than one answer names."""

    def __init__(self) -> None:
        super().__init__("changed-since: too many are gone since then. Fetch all of it anew.")


class NotAcceptable(ApiError):
    """A format that this resource does not come in."""

    def __init__(self, known: tuple[str, ...]) -> None:
        super().__init__(f"f: known here are {', '.join(known)}.")


def problem(error: ApiError) -> JsonResponse:
    """Answer an error as a problem document (RFC 9457), in English as programmers read it.

    Examples
    --------
    >>> from geo.ogcapi.errors import NoSuchCollection, problem
    >>> problem(NoSuchCollection("x")).status_code
    404
    """
    body = {
        "type": "about:blank",
        "title": error.status.phrase,
        "status": error.status.value,
        "detail": str(error),
    }
    response = JsonResponse(
        body, status=error.status.value, content_type="application/problem+json"
    )
    response["Content-Language"] = "en"
    if error.status == HTTPStatus.METHOD_NOT_ALLOWED:
        response["Allow"] = "GET, HEAD, OPTIONS"
    return response
