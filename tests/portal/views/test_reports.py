"""A report from anyone: sent, confirmed by hand, answered, and never by a machine."""

import re
import socketserver
import threading
from datetime import timedelta

import pytest
from django.core import mail, signing
from django.utils import timezone

from accounts.mail import deliver_due_mail
from accounts.models import OutgoingMail, Role
from services.actions.reports import report_from_key, report_key
from services.forms.reports import SALT
from services.models import Report, ServicePoint

pytestmark = pytest.mark.django_db


class Sink(socketserver.StreamRequestHandler):
    """As much of SMTP as takes a mail in."""

    def handle(self):
        self.wfile.write(b"220 sink\r\n")
        while line := self.rfile.readline():
            verb = line.strip().upper()[:4]
            if verb == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                lines = iter(self.rfile.readline, b".\r\n")
                self.server.mails.append(b"".join(lines).decode())
            self.wfile.write(b"250 taken\r\n")
            if verb == b"QUIT":
                return


@pytest.fixture
def smtp(settings):
    settings.EMAIL_BACKEND = "accounts.mail.OutboxBackend"
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Sink) as server:
        server.mails = []
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        yield server
        server.shutdown()


@pytest.fixture
def told(grocery, locality):
    return {
        "kind": "missing",
        "text": "Det finns ett apotek i Skebokvarn.",
        "email": "anna@example.se",
        "locality": locality.pk,
        "category": grocery.pk,
        "opened": signing.dumps(0, salt=SALT),
    }


@pytest.fixture
def opened_long_ago(monkeypatch):
    monkeypatch.setattr("services.forms.reports.SLOWEST_S", None)
    monkeypatch.setattr("services.forms.reports.QUICKEST_S", 3)


@pytest.fixture
def reviewer(django_user_model):
    user = django_user_model.objects.create_user("granskare@example.se")
    Role.objects.create(user=user, kind="reviewer")
    return user


def queue_and_read(smtp):
    deliver_due_mail()
    return smtp.mails[-1]


def link_in(mail):
    text = mail.replace("=\r\n", "").replace("=3D", "=")
    return re.search(r"https?://[^/]+(/\S*rapportera/svar/\?key=[\w:-]+)", text)[1]


@pytest.mark.usefixtures("opened_long_ago")
def test_report_counts_when_its_sender_has_pressed_the_button(client, told, smtp):
    assert client.post("/rapportera/", told).status_code == 302
    assert not Report.objects.confirmed().exists()
    link = link_in(queue_and_read(smtp))
    page = client.get(link)
    assert 'method="post"' in page.text
    assert "väntar på att du bekräftar" in page.text
    assert "mottagen" not in page.text.lower()
    assert not Report.objects.confirmed().exists()
    client.post(link)
    first = Report.objects.confirmed().get().confirmed_at
    client.post(link)
    assert Report.objects.confirmed().get().confirmed_at == first


@pytest.mark.usefixtures("opened_long_ago")
def test_sender_hears_what_became_of_it_in_the_language_of_the_form(client, told, smtp, reviewer):
    client.post("/de/rapportera/", told)
    link = link_in(queue_and_read(smtp))
    assert link.startswith("/de/")
    client.post(link)
    client.force_login(reviewer)
    report = Report.objects.get()
    assert "Skebokvarn" in client.get("/granska/rapporter/").text
    answer = {"state": "corrected", "answer": "Apoteket finns nu med."}
    client.post(f"/granska/rapporter/{report.pk}/", answer)
    assert "Apoteket finns nu med." in queue_and_read(smtp)
    client.logout()
    assert "Apoteket finns nu med." in client.get(link).text


def test_form_says_before_sending_that_it_becomes_an_official_document(client, locality):
    page = client.get("/en/rapportera/").text
    assert page.index("official document") < page.index('class="form-actions"')


def test_link_fills_in_what_the_report_is_about(client, locality, grocery):
    page = client.get(f"/rapportera/?ort={locality.slug}&kategori=grocery").text
    assert f'<option value="{locality.pk}" selected>' in page
    assert f'<option value="{grocery.pk}" selected>' in page


@pytest.mark.parametrize(
    "change",
    [{"homepage": "https://spam.example"}, {"opened": ""}, {"opened": "forged:x:y"}],
)
@pytest.mark.usefixtures("opened_long_ago")
def test_machine_is_asked_to_read_once_more(client, told, change):
    page = client.post("/rapportera/", told | change)
    assert page.status_code == 200
    assert 'role="alert"' in page.text
    assert told["text"] in page.text
    assert not Report.objects.exists()


def test_form_sent_faster_than_people_read_is_not_taken(client, told, monkeypatch):
    monkeypatch.setattr("services.forms.reports.QUICKEST_S", 10**12)
    monkeypatch.setattr("services.forms.reports.SLOWEST_S", None)
    page = client.post("/rapportera/", told)
    assert page.status_code == 200
    assert "snabbare än någon hinner läsa. Vänta några sekunder och skicka igen." in page.text
    assert not Report.objects.exists()


@pytest.mark.usefixtures("opened_long_ago")
def test_many_reports_from_one_address_are_asked_to_wait(client, told, monkeypatch):
    monkeypatch.setattr("portal.views.reports.PER_ADDRESS_AND_HOUR", 2)
    answers = [
        client.post("/rapportera/", told | {"email": f"a{n}@example.se"}).status_code
        for n in range(3)
    ]
    assert answers == [302, 302, 429]
    assert Report.objects.count() == 2


@pytest.mark.parametrize(
    "query",
    ["ort=%00", "kategori=%00&ort=%F0%9F", "plats=99999999999999999999", "plats=x", "plats=²"],
)
def test_nonsense_in_the_link_opens_an_empty_form(client, db, query):
    assert client.get(f"/rapportera/?{query}").status_code == 200


@pytest.mark.parametrize("field", ["locality", "category", "service_point", "text", "email"])
@pytest.mark.parametrize("value", ["\0", "9" * 40, "²", "-1"])
@pytest.mark.usefixtures("opened_long_ago")
def test_nonsense_in_the_form_is_answered_with_what_to_put_right(client, told, field, value):
    if field == "text" and value != "\0":
        return
    page = client.post("/rapportera/", told | {field: value})
    assert page.status_code == 200
    assert 'role="alert"' in page.text


@pytest.mark.parametrize("key", ["", "x", "a:b:c", "\0"])
def test_forged_link_leads_nowhere(client, key):
    assert client.get("/rapportera/svar/", {"key": key}).status_code == 404


def test_list_is_for_reviewers_of_that_municipality(client, told, locality, django_user_model):
    from django.utils import timezone

    report = Report.objects.create(
        text="Fel",
        email="a@example.se",
        language="sv",
        locality=locality,
        confirmed_at=timezone.now(),
    )
    address = f"/granska/rapporter/{report.pk}/"
    assert client.get(address).status_code == 302
    user = django_user_model.objects.create_user("b@example.se")
    client.force_login(user)
    assert client.get(address).status_code == 403
    role = Role.objects.create(user=user, kind="reviewer", municipality=locality.municipality)
    assert client.get(address).status_code == 200
    assert "Fel" in client.get("/granska/rapporter/").text
    other = type(locality.municipality).objects.create(
        code="0480",
        name="Nyköping",
        county="Södermanland",
        boundary=locality.municipality.boundary,
        dataset=locality.municipality.dataset,
    )
    role.municipality = other
    role.save()
    assert client.get(address).status_code == 403
    assert "Fel" not in client.get("/granska/rapporter/").text


def test_address_is_shown_to_reviewers_only(client, told, locality):
    report = Report.objects.create(text="Fel", email="hemlig@example.se", language="sv")
    page = client.get("/rapportera/svar/", {"key": report_key(report)}).text
    assert "hemlig" not in page
    assert OutgoingMail.objects.count() == 0


@pytest.mark.usefixtures("opened_long_ago")
def test_same_form_sent_twice_is_one_report_and_one_mail(client, told):
    told |= {"form_key": "8a2d9a0e-6a5f-4f0e-9b9a-0d8e6f1f0a11"}
    OutgoingMail.objects.all().delete()
    mail.outbox.clear()
    for _ in range(2):
        assert client.post("/rapportera/", told).status_code == 302
    assert Report.objects.count() == 1
    assert len(mail.outbox) == 1


@pytest.mark.usefixtures("opened_long_ago")
def test_link_of_a_mail_left_lying_opens_nothing_and_a_new_one_can_be_asked_for(
    client, told, monkeypatch
):
    client.post("/rapportera/", told)
    report = Report.objects.get()
    old = f"/rapportera/svar/?key={report_key(report)}"
    monkeypatch.setattr("services.actions.reports.LINK_LIVES", timedelta(0))
    monkeypatch.setattr(report_from_key, "__defaults__", (timedelta(seconds=-1),))
    page = client.get(old)
    assert page.status_code == 410
    assert told["text"] not in page.text
    mail.outbox.clear()
    client.post(old)
    assert [one.to for one in mail.outbox] == [[told["email"]]]
    report.refresh_from_db()
    assert not report.is_confirmed


def test_two_reviewers_answer_once_and_the_second_is_told(client, told, reviewer, opened_long_ago):
    client.post("/rapportera/", told)
    report = Report.objects.get()
    Report.objects.update(confirmed_at=report.sent_at)
    client.force_login(reviewer)
    page = f"/granska/rapporter/{report.pk}/"
    read = client.get(page).context["form"].initial["read"]
    mail.outbox.clear()
    first = {"state": "corrected", "answer": "Rättat.", "read": read}
    second = {"state": "declined", "answer": "Nej.", "read": read}
    client.post(page, first)
    assert client.post(page, second).url == page
    report.refresh_from_db()
    assert (report.state, report.answer) == ("corrected", "Rättat.")
    assert len(mail.outbox) == 1


def test_place_is_added_from_a_report_with_what_it_tells(client, reviewer, locality, grocery):
    report = Report.objects.create(
        kind="missing",
        text="Det finns en butik.",
        email="a@example.se",
        language="sv",
        locality=locality,
        category=grocery,
        confirmed_at=timezone.now(),
    )
    client.force_login(reviewer)
    link = f"/granska/tjanster/ny/?rapport={report.pk}"
    assert link in client.get(f"/granska/rapporter/{report.pk}/").text
    form = client.get(link).context["form"]
    lon, lat = locality.point.transform(4326, clone=True).coords
    assert (form["lat"].value(), form["lon"].value()) == (round(lat, 6), round(lon, 6))
    assert str(report.pk) in str(form["source"].value())
    values = {name: form[name].value() for name in ("lat", "lon", "precision", "source")}
    saved = client.post(link, values | {"name": "Butiken"})
    place = ServicePoint.objects.get()
    assert saved.url == f"/granska/tjanster/{place.pk}/erbjuder/?kategori={grocery.slug}"
    assert client.get(saved.url).context["form"]["category"].value() == grocery.pk


def test_report_about_a_place_leads_to_it_in_the_register(client, reviewer, locality):
    place = ServicePoint.objects.create(name="Macken", precision="none", locality=locality)
    report = Report.objects.create(
        text="Fel tid",
        email="a@example.se",
        language="sv",
        service_point=place,
        confirmed_at=timezone.now(),
    )
    client.force_login(reviewer)
    page = client.get(f"/granska/rapporter/{report.pk}/").text
    assert f'href="/granska/tjanster/{place.pk}/andra/"' in page
    assert f'href="/granska/tjanster/{place.pk}/"' in page


def test_nobody_reads_a_report_of_elsewhere_through_a_new_place(
    client, django_user_model, locality
):
    report = Report.objects.create(
        text="Fel", email="a@example.se", language="sv", locality=locality
    )
    planner = django_user_model.objects.create_user("planerare@example.se")
    planner.roles.create(kind="planner")
    client.force_login(planner)
    form = client.get(f"/granska/tjanster/ny/?rapport={report.pk}").context["form"]
    assert form["lat"].value() is None, "not confirmed by its sender, so not received"
