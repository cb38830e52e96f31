"""The OpenAPI document is valid, and every answer is as it says, whatever is asked.

``API_CASES=100000 script/test tests/portal/test_api_schema.py`` asks as often as that.
"""

import json
import os
from collections import Counter

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, seed, settings
from openapi_spec_validator import validate
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

from portal.api import SERVICE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo", "road_links", "indicator")]
CASES = int(os.environ.get("API_CASES", "2400"))
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
# Features are asked for ten times as often as what describes them.
WEIGHTS = {"/items": 10, "/api/fraga/": 5, ".mvt": 10}
PLAIN = {"Accept-Encoding": "identity"}  # this client unpacks nothing
# CLIENT: schemathesis reads an answer to its end without closing it, as a server would; a file that
# was sent is then closed by the garbage collector, with a warning.
QUIET = settings(
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def weight(path):
    return next((number for part, number in WEIGHTS.items() if part in path), 1)


def test_openapi_document_is_valid(client):
    document = client.get("/api/openapi").json()
    validate(document)
    described = json.dumps(document)
    for name in SERVICE.by_id:
        assert f'"/api/collections/{name}/items"' in described


def ask_often(operation, mode, cases, seen):
    """Ask one operation by cases that fit its description, or that do not."""
    refuses = [negative_data_rejection] if mode == GenerationMode.NEGATIVE else []

    @seed(221)
    @settings(QUIET, max_examples=cases)
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case):
        response = case.call_and_validate(checks=[*CHECKS, *refuses], headers=PLAIN)
        seen[response.status_code] += 1

    ask()


@pytest.fixture
def connection_kept_open():
    """Keep the test's connection, with its transaction, from being closed after each answer."""
    for one in (request_started, request_finished):
        one.disconnect(close_old_connections)
    yield
    for one in (request_started, request_finished):
        one.connect(close_old_connections)


def read_and_closed(application):
    """Close each answer as servers do; this client leaves files it was sent to the collector."""

    def answer(environ, start_response):
        parts = application(environ, start_response)
        try:
            return [b"".join(parts)]
        finally:
            parts.close()

    return answer


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # see CLIENT
@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
@pytest.mark.usefixtures("connection_kept_open")
def test_every_answer_is_as_documented_whatever_is_asked():
    schema = schemathesis.openapi.from_wsgi("/api/openapi", read_and_closed(get_wsgi_application()))
    operations = [found.ok() for found in schema.get_all_operations()]
    share = CASES / sum(2 * weight(one.path) for one in operations)
    seen = Counter()
    for operation in operations:
        is_asked = operation.query or operation.path_parameters
        for mode in MODES if is_asked else MODES[:1]:
            ask_often(operation, mode, max(2, round(share * weight(operation.path))), seen)
    print(f"\n{seen.total()} cases: {dict(seen)}")
    assert seen.total() > CASES / 2
    assert min(seen[200], seen[400], seen[404]) > CASES / 50
