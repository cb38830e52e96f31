"""Whose address counts, with and without proxies."""

import pytest

from accounts.clients import client_address, is_this_machine


@pytest.mark.parametrize(
    ("proxies", "header", "expected"),
    [
        (0, "1.2.3.4", "127.0.0.1"),
        (1, "1.2.3.4", "1.2.3.4"),
        (1, "6.6.6.6, 1.2.3.4", "1.2.3.4"),
        (2, "1.2.3.4, 10.0.0.1", "1.2.3.4"),
        (2, "1.2.3.4", "127.0.0.1"),
        (1, "nonsense", "127.0.0.1"),
    ],
)
def test_client_address_is_what_the_trusted_proxy_saw(settings, rf, proxies, header, expected):
    settings.TRUSTED_PROXIES = proxies
    assert client_address(rf.get("/", HTTP_X_FORWARDED_FOR=header)) == expected


@pytest.mark.parametrize(
    ("extra", "expected"),
    [
        ({}, True),
        ({"REMOTE_ADDR": "10.0.0.1"}, False),
        ({"HTTP_HOST": "example.se"}, False),
        ({"HTTP_X_FORWARDED_FOR": "127.0.0.1"}, False),
        ({"HTTP_FORWARDED": "for=127.0.0.1"}, False),
    ],
)
def test_this_machine_is_told_from_a_proxy_on_it(settings, rf, extra, expected):
    settings.ALLOWED_HOSTS = ["*"]
    given = {"HTTP_HOST": "localhost:8221", "REMOTE_ADDR": "127.0.0.1"} | extra
    assert is_this_machine(rf.get("/", **given)) is expected
