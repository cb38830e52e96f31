"""Limits count tries per action and person, and name nobody."""

import pytest

from accounts.limits import is_within_limit
from accounts.models import Allowance

pytestmark = pytest.mark.django_db


def test_limit_stops_the_try_after_the_last_allowed():
    tries = [is_within_limit(action="a", who="1.2.3.4", limit=2, window_s=86_400) for _ in range(3)]
    assert tries == [True, True, False]
    assert is_within_limit(action="a", who="1.2.3.5", limit=2, window_s=86_400)
    assert is_within_limit(action="b", who="1.2.3.4", limit=2, window_s=86_400)


def test_limit_stores_no_address():
    is_within_limit(action="a", who="1.2.3.4", limit=1, window_s=60)
    assert "1.2.3.4" not in Allowance.objects.get().key
