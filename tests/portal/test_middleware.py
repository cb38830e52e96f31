"""What every request passes, as a server meets it: the test client would hide a body of HEAD."""

import pytest
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from portal.middleware import HeadMiddleware


def answered(method, response):
    request = getattr(RequestFactory(), method)("/")
    return HeadMiddleware(lambda asked: response)(request)


def test_head_tells_the_length_and_sends_nothing():
    response = answered("head", HttpResponse("hej"))
    assert (response.content, response["Content-Length"]) == (b"", "3")


def test_get_sends_its_body():
    assert answered("get", HttpResponse("hej")).content == b"hej"


def test_head_of_a_stream_reads_nothing_of_it():
    def never():
        pytest.fail("read")
        yield b""

    assert list(answered("head", StreamingHttpResponse(never()))) == []


@pytest.mark.django_db  # the end of an answer looks at the connections
def test_head_of_a_file_leaves_no_file_open(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("a,b")
    file = path.open("rb")
    response = answered("head", FileResponse(file))
    assert (list(response), response["Content-Length"]) == ([], "3")
    response.close()
    assert file.closed
