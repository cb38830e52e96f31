"""Small questions beside the features: declared once, so that the document and the answer agree."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import wraps
from math import isfinite
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt

from geo.ogcapi.answers import as_json, finished, preflight
from geo.ogcapi.errors import ApiError, BadParameter, NotReading, UnknownParameter, problem
from geo.ogcapi.field import Words

Json = dict[str, Any]
Given = dict[str, Any]
MOST_CHARACTERS = 8_000


@dataclass(frozen=True)
class Ask:
    """One parameter of a question.

    Parameters
    ----------
    type : string, number or integer
    bounds : further words of JSON Schema: ``minimum``, ``maximum``, ``enum``, ``default``
    is_repeated : whether it may be given several times; its value is a list then
    """

    name: str
    type: str
    description: Words
    is_required: bool = False
    bounds: Json = field(default_factory=dict)
    is_repeated: bool = False

    def read(self, text: str) -> Any:
        """Read a value, or raise `BadParameter`."""
        if len(text) > MOST_CHARACTERS or "\x00" in text:
            raise BadParameter(self.name, f"at most {MOST_CHARACTERS} characters, none of them NUL")
        if self.type == "string":
            if text not in self.bounds.get("enum", [text]):
                raise BadParameter(self.name, f"known are {', '.join(self.bounds['enum'])}")
            return text
        try:
            number = int(text[:20]) if self.type == "integer" else float(text)
        except ValueError:
            raise BadParameter(self.name, f"give a {self.type}") from None
        least, most = self.bounds.get("minimum", number), self.bounds.get("maximum", number)
        if not (isfinite(number) and least <= number <= most):
            raise BadParameter(self.name, f"give a {self.type} from {least} to {most}")
        return number

    def documented(self) -> Json:
        """Describe it in OpenAPI."""
        one = {"type": self.type} | self.bounds
        return {
            "name": self.name,
            "in": "query",
            "required": self.is_required,
            "description": str(self.description),
            "schema": {"type": "array", "items": one} if self.is_repeated else one,
        }


@dataclass(frozen=True)
class Question:
    """One address that answers in JSON.

    Parameters
    ----------
    path : from the root of the site
    answer : what it answers, as a JSON Schema of OpenAPI 3.0
    languages : codes that ``lang`` takes; the first is meant without it
    """

    path: str
    summary: Words
    asks: tuple[Ask, ...]
    answer: Json
    languages: Sequence[str]

    def answered_by(
        self, answer: Callable[[HttpRequest, Given], Json]
    ) -> Callable[[HttpRequest], HttpResponseBase]:
        """Wrap what answers: it gets the parameters that were given, read and bounded."""

        @wraps(answer)
        def view(request: HttpRequest) -> HttpResponseBase:
            if request.method == "OPTIONS":
                return preflight()
            try:
                if request.method not in {"GET", "HEAD"}:
                    raise NotReading
                given = self._read(request)
                with translation.override(given["lang"]):
                    response: HttpResponseBase = as_json(answer(request, given))
            except ApiError as error:
                response = problem(error)
            return finished(request, response)

        return csrf_exempt(view)

    def documented(self) -> Json:
        """Describe it in OpenAPI."""
        name = self.path.rsplit("/", 1)[1]
        content = {"application/json": {"schema": self.answer}}
        operation = {
            "operationId": f"question-{name}",
            "summary": str(self.summary),
            "tags": ["questions"],
            "parameters": [one.documented() for one in self._known()],
            "responses": {
                "200": {"description": "The answer", "content": content},
                "400": {"$ref": "#/components/responses/Problem"},
            },
        }
        return {self.path: {"get": operation}}

    def _known(self) -> tuple[Ask, ...]:
        codes = {"enum": list(self.languages), "default": self.languages[0]}
        return (*self.asks, Ask("lang", "string", "The language of names", bounds=codes))

    def _read(self, request: HttpRequest) -> Given:
        known = {one.name: one for one in self._known()}
        for name in request.GET:
            if name not in known:
                raise UnknownParameter(name, list(known))
        for one in self.asks:
            if one.is_required and one.name not in request.GET:
                raise BadParameter(one.name, "this is needed")
        given: Given = {}
        for name, texts in request.GET.lists():
            one = known[name]
            values = [one.read(text) for text in texts]
            if len(values) > 1 and not one.is_repeated:
                raise BadParameter(name, "give it once")
            given[name] = values if one.is_repeated else values[0]
        return {"lang": self.languages[0]} | given
