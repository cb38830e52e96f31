"""Statements, meetings, consultations, wishes and the poll: by their users, with bad input."""

import json
import re
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from icalendar import Calendar

from accounts.models import Role
from geo.models import Observation
from plans.actions.goals import add_goal
from plans.models import (
    Consultation,
    ConsultationAnswer,
    Follower,
    HousingInterest,
    LifeSituation,
    Meeting,
    PollAnswer,
    Statement,
    VillageGroup,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(settings, monkeypatch, tmp_path):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr("plans.forms.voices.QUICKEST_S", 0)


@pytest.fixture
def officer(django_user_model):
    user = django_user_model.objects.create_user("planerare@flen.example")
    Role.objects.create(user=user, kind=Role.Kind.PLANNER)
    return user


def link_in(message):
    return re.search(r"http://localhost:\d+(\S+)", message.body)[1]


def opened(page):
    return re.search(r'name="opened" value="([^"]+)"', page.text)[1]


def day(days):
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def test_statement_is_sent_received_and_answered_or_shows_as_overdue(
    client, group, member, officer, django_capture_on_commit_callbacks
):
    words = {"title": "Bussen", "we_want": "Fler turer", "we_do": "Räknar", "we_ask": "Tala med"}
    client.force_login(member)
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/bygdenatverket/uttalande/ny/", {"group": group.pk, **words})
    made = Statement.objects.get()
    assert [one.to for one in mail.outbox] == [[officer.email]]
    assert client.post(f"/bygdenatverket/uttalande/{made.pk}/hantera/").status_code == 403
    client.force_login(officer)
    client.post(
        f"/bygdenatverket/uttalande/{made.pk}/hantera/",
        {"owner": "Tekniska kontoret", "reply_by": day(30)},
    )
    Statement.objects.update(reply_by=timezone.localdate() - timedelta(days=1))
    assert "svaret är försenat" in client.get("/bygdenatverket/").text
    client.post(f"/bygdenatverket/uttalande/{made.pk}/hantera/", {"answer": "Två turer till"})
    assert "Två turer till" in client.get(made.get_absolute_url()).text
    again = client.post(f"/bygdenatverket/uttalande/{made.pk}/hantera/", {"answer": "Nej"})
    assert "redan besvarat" in again.text
    assert Statement.objects.get().answer == "Två turer till"


def test_statement_for_another_group_is_refused(client, group, member):
    from plans.models import VillageGroup

    other = VillageGroup.objects.create(name="Mellösa", slug="mellosa")
    client.force_login(member)
    words = {"title": "x", "we_want": "x", "we_do": "x", "we_ask": "x"}
    client.post("/bygdenatverket/uttalande/ny/", {"group": other.pk, **words})
    assert not Statement.objects.exists()


def test_statement_of_a_politician_says_so_and_takes_no_other_groups_goal(client, group, version):
    user = get_user_model().objects.create_user("vald@flen.example")
    Role.objects.create(user=user, kind=Role.Kind.POLITICIAN)
    other = VillageGroup.objects.create(name="Mellösa", slug="mellosa")
    goal = add_goal(version=version, title="Butik")
    client.force_login(user)
    words = {"title": "Bussen", "we_want": "x", "we_do": "x", "we_ask": "x", "goal": goal.pk}
    refused = client.post("/bygdenatverket/uttalande/ny/", {"group": other.pk, **words})
    assert "målet är en annan grupps" in refused.text
    client.post("/bygdenatverket/uttalande/ny/", {"group": group.pk, **words})
    assert (
        f"skrivet av en förtroendevald, gäller {group.name}"
        in client.get(Statement.objects.get().get_absolute_url()).text
    )


def test_meeting_with_agenda_from_a_plan_stands_in_the_calendar(client, group, member, version):
    from plans.actions.goals import add_goal

    goal = add_goal(version=version, title="Ljus i korsningen")
    client.force_login(member)
    when = {"starts_at": "2026-12-10T18:00", "ends_at": "2026-12-10T17:00"}
    meeting = {"host": group.pk, "kind": "network", "place": "Folkets hus"}
    assert "slutar efter" in client.post("/bygdenatverket/mote/ny/", meeting | when).text
    client.post("/bygdenatverket/mote/ny/", meeting | when | {"ends_at": "2026-12-10T20:00"})
    made = Meeting.objects.get()
    write = f"/bygdenatverket/mote/{made.pk}/skriv/"
    point = {"agenda": "1", "title": goal.title, "goal": goal.pk, "invited_unit": "Tekniska"}
    client.post(write, point)
    client.post(write, point)
    assert made.agenda.count() == 1
    change = {"kind": "network", "place": "Skolan", "edition": 1, "minutes": "Vi enades."} | when
    client.post(write, change | {"ends_at": "2026-12-10T20:00"})
    second = client.post(write, change | {"ends_at": "2026-12-10T21:00", "place": "Kyrkan"})
    assert second.status_code == 200
    assert "Båda versionerna" in second.text
    client.logout()
    text = client.get(made.get_absolute_url()).text
    assert "Ljus i korsningen" in text
    assert "Vi enades." in text
    (event,) = Calendar.from_ical(client.get("/bygdenatverket/moten.ics").content).walk("VEVENT")
    assert str(event["location"]) == "Skolan"
    assert event["dtend"].dt > event["dtstart"].dt


def test_consultation_tells_the_groups_takes_answers_and_replies_to_each(
    client, group, member, officer, locality, django_capture_on_commit_callbacks
):
    client.force_login(officer)
    asked = {
        "title": "Skolans tider",
        "kind": "service",
        "text": "Vad tycker ni?",
        "unit": "Barn och utbildning",
        "localities": [locality.pk],
        "opens_on": day(1),
        "closes_on": day(14),
        "document": SimpleUploadedFile("a.pdf", b"<html>"),
    }
    assert "inte en PDF" in client.post("/samrad/nytt/", asked).text
    asked["document"] = SimpleUploadedFile("a.pdf", b"%PDF-1.7 x")
    with django_capture_on_commit_callbacks(execute=True):
        drafted = client.post("/samrad/nytt/", asked)
    made = Consultation.objects.get()
    assert mail.outbox == []
    assert client.get(made.get_absolute_url()).status_code == 404
    with django_capture_on_commit_callbacks(execute=True):
        client.post(drafted.url, {"verb": "publish"})
    assert [one.to for one in mail.outbox] == [[member.email]]
    file = client.get(f"/samrad/{made.pk}/dokument/{made.files.get().pk}/")
    assert b"".join(file.streaming_content) == b"%PDF-1.7 x"
    assert file["X-Content-Type-Options"] == "nosniff"

    client.force_login(member)
    early = client.post(f"/samrad/{made.pk}/svara-for-grupp/", {"text": "För tidigt"})
    assert "inte öppet" in early.text
    Consultation.objects.update(opens_on=day(0))
    client.post(f"/samrad/{made.pk}/svara-for-grupp/", {"text": "Senare buss"})
    client.post(f"/samrad/{made.pk}/svara-for-grupp/", {"text": "Senare buss på kvällen"})
    client.logout()
    page = client.get(f"/samrad/{made.pk}/svara/")
    said = {"text": "Tidigare", "email": "bo@mail.example", "opened": opened(page)}
    client.post(f"/samrad/{made.pk}/svara/", said)
    assert "Tidigare" not in client.get(made.get_absolute_url()).text
    client.post(link_in(mail.outbox[-1]))
    text = client.get(made.get_absolute_url()).text
    assert "Tidigare" in text
    assert "Senare buss på kvällen" in text
    assert "bo@mail.example" not in text

    client.force_login(officer)
    for one in ConsultationAnswer.objects.all():
        reply = {"answer": one.pk, "outcome": "partly"}
        client.post(f"/samrad/{made.pk}/bemot/", reply)
        one.refresh_from_db()
        assert one.outcome == ""
        client.post(f"/samrad/{made.pk}/bemot/", reply | {"reply": "Från hösten"})
    assert client.get(made.get_absolute_url()).text.count("Från hösten") == 2

    Consultation.objects.update(
        closes_on=timezone.localdate() - timedelta(days=1), opens_on=day(-9)
    )
    client.force_login(member)
    late = client.post(f"/samrad/{made.pk}/svara-for-grupp/", {"text": "Nej"})
    assert "inte öppet" in late.text
    assert not ConsultationAnswer.objects.filter(text="Nej").exists()


def test_formal_consultation_without_the_official_board_is_refused(client, officer, locality):
    client.force_login(officer)
    asked = {
        "title": "Detaljplan",
        "kind": "plan",
        "text": "x",
        "unit": "Plan",
        "localities": [locality.pk],
        "opens_on": day(2),
        "closes_on": day(1),
        "is_formal": "on",
    }
    text = client.post("/samrad/nytt/", asked).text
    assert "officiella anslagstavlan" in text
    assert "stänger efter" in text
    assert not Consultation.objects.exists()


def test_wishes_show_from_five_upwards(client, locality):
    for count in range(1, 6):
        page = client.get("/bostader/bo-har/")
        wish = {"locality": locality.pk, "situation": "family", "tenure": "hyresratt"}
        client.post("/bostader/bo-har/", wish | {"opened": opened(page)})
        assert HousingInterest.objects.count() == count
        assert ("vill bo så" in client.get("/bostader/").text) is (count >= 5)


def test_life_situation_is_not_known_until_it_is_stated(client, locality, group, member):
    assert "Inte känt för någon livssituation" in client.get("/bostader/").text
    client.force_login(member)
    stated = {"locality": locality.pk, "situation": "age", "source": "gruppens rundfråga"}
    client.post("/bostader/livslage/", stated | {"state": "missing"})
    assert "gruppens rundfråga" in client.get("/bostader/").text
    client.post("/bostader/livslage/", stated | {"state": "exists"})
    assert LifeSituation.objects.get().state == "exists"
    client.post("/bostader/livslage/", stated | {"state": ""})
    assert not LifeSituation.objects.exists()


def test_poll_is_hidden_under_ten_answers_and_counts_each_voter_once(client, locality):
    path = f"/orter/{locality.slug}/fraga/"
    for number in range(10):
        assert "upplevt)" not in client.get(path).text
        said = {
            "felt": "worse",
            "email": f"{number}@mail.example",
            "opened": opened(client.get(path)),
        }
        client.post(path, said)
        confirm = link_in(mail.outbox[-1])
        client.post(confirm)
        client.post(confirm)
    assert PollAnswer.objects.count() == 10
    assert "upplevt)" in client.get(path).text
    assert not PollAnswer.objects.filter(voter__contains="@").exists()
    assert client.get("/orter/fraga/svar/?key=falsk").status_code == 404


def test_poll_becomes_an_indicator_of_what_is_perceived(client, locality):
    from plans.actions.living import count_answer

    felt = ["better"] * 4 + ["same"] * 3 + ["worse"] * 3
    for number, one in enumerate(felt, start=1):
        count_answer(locality=locality, year=2026, felt=one, voter=str(number))
        shown = Observation.objects.filter(locality=locality, year=2026).first()
        assert (shown is not None) is (number >= 10)
    assert (shown.value, shown.indicator.kind, shown.indicator.unit) == (70.0, "perceived", "%")
    # Neither a change nor the next answers show by themselves: five come together.
    count_answer(locality=locality, year=2026, felt="worse", voter="1")
    for number in range(11, 16):
        assert Observation.objects.get().value == 70.0
        count_answer(locality=locality, year=2026, felt="worse", voter=str(number))
    assert Observation.objects.get().value == 40.0
    page = client.get(locality.get_absolute_url()).text
    assert f"/orter/{locality.slug}/fraga/" in page
    assert "upplevt" in page


SQUARE = {
    "type": "Polygon",
    "coordinates": [[[16.5, 58.8], [16.8, 58.8], [16.8, 59.0], [16.5, 59.0], [16.5, 58.8]]],
}


def asked(**values):
    return {
        "title": "Nya hus",
        "kind": "housing",
        "text": "Var ska de stå?",
        "unit": "Plan",
        "opens_on": day(1),
        "closes_on": day(30),
    } | values


def test_a_drawn_area_finds_its_villages_and_tells_their_groups_and_followers(
    client, group, member, officer, locality, django_capture_on_commit_callbacks
):
    Follower.objects.create(
        group=group, email="eva@mail.example", language="sv", confirmed_at=timezone.now()
    )
    client.force_login(officer)
    with django_capture_on_commit_callbacks(execute=True):
        drafted = client.post("/samrad/nytt/", asked(area=json.dumps(SQUARE)))
        client.post(drafted.url, {"verb": "publish"})
    made = Consultation.objects.get()
    assert list(made.localities.all()) == [locality]
    assert made.area.contains(locality.point)
    assert {one.to[0] for one in mail.outbox} == {member.email, "eva@mail.example"}
    assert '"MultiPolygon"' in client.get(made.get_absolute_url()).text


def polygon(*corners):
    return json.dumps({"type": "Polygon", "coordinates": [corners] if corners else []})


@pytest.mark.parametrize(
    "area",
    [
        "hus",
        "{}",
        json.dumps({"type": "Point", "coordinates": [16.6, 58.9]}),
        polygon([200, 58], [201, 58], [201, 59], [200, 58]),
        polygon([16, 58], [16, 58], [16, 58], [16, 58]),
        polygon(),
        "SRID=4326;" + "(" * 5000,
    ],
)
def test_what_is_no_area_is_refused_in_words(client, officer, locality, area):
    client.force_login(officer)
    answer = client.post("/samrad/nytt/", asked(area=area, localities=[locality.pk]))
    assert "inget område" in answer.text
    assert not Consultation.objects.exists()


def test_a_consultation_that_opens_today_or_nowhere_is_refused(client, officer, locality):
    client.force_login(officer)
    assert "innan det öppnar" in client.post("/samrad/nytt/", asked(opens_on=day(0))).text
    assert "Välj en ort" in client.post("/samrad/nytt/", asked()).text
    assert not Consultation.objects.exists()


def test_nothing_is_chosen_beforehand_in_a_wish(client, locality):
    page = client.get(f"/bostader/bo-har/?ort={locality.slug}").text
    chosen = re.findall(r'<option value="(\w*)" selected>', page)
    assert [one for one in chosen if one] == [str(locality.pk)]
    answer = client.post("/bostader/bo-har/", {"locality": locality.pk})
    assert answer.status_code == 200
    assert not HousingInterest.objects.exists()
