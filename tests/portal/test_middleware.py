"""What every request passes, as a server meets it: the test client would hide a body of HEAD."""

import pytest
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from portal.middleware import HeadMiddleware, LineEndsMiddleware


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


@pytest.mark.django_db
def test_page_written_for_somebody_is_kept_by_no_cache(client, django_user_model):
    assert not client.get("/om/").has_header("Cache-Control")
    user = django_user_model.objects.create_user("bo@mail.example", name="Bo")
    client.force_login(user)
    page = client.get("/om/")
    assert page["Cache-Control"] == "private, no-store"
    assert "Inloggad som Bo" in page.text


@pytest.mark.django_db
def test_signed_out_reader_meets_no_name_and_no_cookie(client):
    page = client.get("/om/")
    assert "Logga in" in page.text
    assert not page.cookies


def test_line_end_counts_as_one_character_as_in_the_browser(rf):
    seen = {}

    def view(request):
        seen.update(request.POST.dict())
        return HttpResponse()

    request = rf.post("/", {"text": "en\r\ntva"})
    LineEndsMiddleware(view).process_view(request, view)
    view(request)
    assert seen["text"] == "en\ntva"
