"""Every guarded address by every role and verb: drawn up from the URLs, never a 500."""

import pytest
from django.urls import URLResolver, get_resolver

from portal.demo.people import ROLES, demo_user

pytestmark = pytest.mark.django_db


def guarded(patterns, prefix=""):
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            if pattern.app_name != "admin":
                yield from guarded(pattern.url_patterns, prefix)
        elif hasattr(pattern.callback, "predicate"):
            yield pattern


PATTERNS = {pattern.name: pattern for pattern in guarded(get_resolver().url_patterns)}
NO_KEY = "00000000-0000-0000-0000-000000000000"
ARGUMENTS = {"pk": "1", "step": "om", "verb": "submit", "part": "teman", "key": NO_KEY}
OPEN_TO_ALL = {"account", "own-data", "leave", "businesses", "business-new", "business-where"}


def address(name):
    from django.urls import reverse

    names = PATTERNS[name].pattern.regex.groupindex
    return reverse(name, kwargs={key: ARGUMENTS.get(key, "1") for key in names})


def test_matrix_knows_the_guarded_pages():
    assert OPEN_TO_ALL | {"review", "review-business", "business"} <= set(PATTERNS)


@pytest.mark.parametrize("name", PATTERNS)
def test_signed_out_are_led_to_sign_in_whatever_the_verb(client, name):
    for verb in ("get", "post", "put", "patch", "delete"):
        response = getattr(client, verb)(address(name))
        assert response.status_code == 302
        assert response.url.startswith("/logga-in/")


@pytest.mark.parametrize("role", ROLES)
def test_each_role_meets_what_its_predicate_says(client, role):
    user = demo_user(role)
    for name, pattern in PATTERNS.items():
        may = pattern.callback.predicate.test(user)
        for verb in ("get", "post", "put", "delete"):
            if name == "leave" and verb != "get":
                continue
            client.force_login(user)
            status = getattr(client, verb)(address(name)).status_code
            assert status < 500, (name, verb)
            assert (status == 403) is not may, (role, name, verb, status)


@pytest.mark.parametrize("role", ["resident", "business", "village", "politician", "region"])
def test_review_is_closed_to_everyone_else(client, role):
    client.force_login(demo_user(role))
    for name in PATTERNS:
        if name.startswith("review"):
            assert client.get(address(name)).status_code == 403
