"""The queue: all that waits in one list, within what a role covers, at a constant price."""

from datetime import timedelta

import pytest
from django.contrib.gis.geos import Point
from django.core import mail
from django.utils import timezone

from geo.models import Locality, Municipality
from route221.actions.changes import save_changes
from route221.actions.claims import claim
from route221.actions.registration import take_step
from route221.actions.review import decide
from route221.actions.rounds import escalate, find_look_alikes
from route221.models import Business, Decision, LookAlike, ReasonText, Revision
from route221.queries.turnaround import turnaround
from route221.queries.waiting import WHYS, as_waiting, waiting_counts, waiting_rows
from services.actions.reports import confirm_report
from services.models import Report, ServicePoint

pytestmark = pytest.mark.django_db


@pytest.fixture
def all_kinds(published, owner, reviewer, grocery, locality, django_user_model):
    """One of everything that can wait."""
    save_changes(business=published, changes={"name": "Nytt namn"}, author=owner)
    other = django_user_model.objects.create_user("other@example.se")
    claim(business=published, user=other, words="Min")
    Business.objects.create(
        name="Väntar", precision="none", kind="eat", state="submitted", submitted_at=timezone.now()
    )
    old = timezone.localdate() - timedelta(500)
    Business.objects.create(
        name="Gammal", precision="none", kind="eat", state="published", confirmed_on=old
    )
    twin = ServicePoint.objects.create(
        name=published.name, point=published.point, precision="exact", locality=locality
    )
    twin.offers.create(category=grocery)
    find_look_alikes()
    Report.objects.create(
        text="Fel tid", email="a@example.se", language="sv", confirmed_at=timezone.now()
    )


def test_every_reason_is_in_the_one_queue(client, reviewer, all_kinds):
    assert {row.why for row in as_waiting(waiting_rows(WHYS))} == set(WHYS)
    assert waiting_counts() == dict.fromkeys(WHYS, 1)
    client.force_login(reviewer)
    for asked in ("", "vard", *WHYS, "nonsense"):
        assert client.get("/granska/", {"visa": asked}).status_code == 200
    assert "Fel tid" in client.get("/granska/").content.decode()


def test_role_of_one_municipality_sees_its_own_and_what_lies_nowhere(
    client, django_user_model, municipality, locality, dataset
):
    elsewhere = Municipality.objects.create(
        code="0480", name="Nyköping", county="Södermanland", dataset=dataset
    )
    there = Locality.objects.create(
        name="Vrena", kind="tatort", municipality=elsewhere, precision="none"
    )
    now = timezone.now()
    for name, at in (("Här", locality), ("Där", there), ("Ingenstans", None)):
        Business.objects.create(
            name=name,
            precision="none",
            kind="eat",
            state="submitted",
            submitted_at=now,
            locality=at,
        )
    user = django_user_model.objects.create_user("local@example.se")
    user.roles.create(kind="reviewer", municipality=municipality)
    client.force_login(user)
    page = client.get("/granska/")
    assert {row.name for row in page.context["rows"]} == {"Här", "Ingenstans"}
    assert page.context["decisions"] == 2


def test_queue_costs_the_same_whatever_its_length(client, reviewer, django_assert_max_num_queries):
    client.force_login(reviewer)
    counts = []
    for size in (1, 120):
        Business.objects.bulk_create(
            Business(
                name=f"N{n}",
                precision="none",
                kind="eat",
                state="submitted",
                submitted_at=timezone.now(),
            )
            for n in range(size)
        )
        with django_assert_max_num_queries(14) as seen:
            assert client.get("/granska/").status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_bulk_approves_as_read_and_leaves_what_changed(client, reviewer, submitted, draft, owner):
    client.force_login(reviewer)
    second = Business.objects.create(
        name="Två",
        precision="none",
        kind="eat",
        state="submitted",
        submitted_at=timezone.now(),
        version=3,
    )
    rows = [f"new.{submitted.pk}.{submitted.version}", f"new.{second.pk}.2", "new.x.y", "bad"]
    said = client.post("/granska/valda/", {"row": rows}, follow=True).content.decode()
    assert "Två" in said
    submitted.refresh_from_db()
    second.refresh_from_db()
    assert (submitted.state, second.state) == ("published", "submitted")


def test_ready_reason_is_sent_in_the_language_of_its_reader(client, reviewer, submitted, owner):
    owner.language = "de"
    owner.save()
    ready = ReasonText.objects.create(
        verb="ask_changes", title_sv="Mer", text_sv="Skriv mer.", text_de="Bitte mehr schreiben."
    )
    client.force_login(reviewer)
    page = f"/granska/foretag/{submitted.pk}/"
    asked = {"verb": "ask_changes", "version": submitted.version, "ready": ready.pk}
    client.post(page, asked | {"reason": "Tack!"})
    assert ready.text_de in mail.outbox[-1].body
    assert "Tack!" in mail.outbox[-1].body
    submitted.refresh_from_db()
    assert submitted.state == "changes_asked"


def test_reasons_can_be_written_changed_and_taken_away(client, reviewer):
    client.force_login(reviewer)
    words = {"verb": "reject", "title_sv": "Kort", "text_sv": "Lång text"}
    client.post("/granska/skal/", words)
    made = ReasonText.objects.get(title_sv="Kort")
    client.post(f"/granska/skal/{made.pk}/", words | {"text_sv": "Annan text"})
    made.refresh_from_db()
    assert made.text_sv == "Annan text"
    client.post(f"/granska/skal/{made.pk}/", {"do": "remove"})
    assert not ReasonText.objects.filter(pk=made.pk).exists()


def test_approval_of_a_revision_can_be_undone(client, reviewer, published, owner):
    save_changes(business=published, changes={"name": "Nytt"}, author=owner)
    revision = Revision.objects.get()
    client.force_login(reviewer)
    client.post(f"/granska/andring/{revision.pk}/", {"verb": "approve", "version": 1})
    assert Business.objects.get().name == "Nytt"
    client.post(
        f"/granska/foretag/{published.pk}/", {"verb": "undo_revision", "revision": revision.pk}
    )
    assert Business.objects.get().name == published.name
    assert Revision.objects.get().is_waiting


def test_watching_a_village_brings_mail_of_what_is_new_there_alone(
    client, reviewer, draft, owner, locality, municipality
):
    far = Locality.objects.create(
        name="Fjärran",
        kind="village",
        municipality=municipality,
        point=Point(610_000, 6_550_000, srid=3006),
        precision="exact",
    )
    client.force_login(reviewer)
    client.post("/granska/bevakning/", {"locality": far.pk, "radius_km": 5})
    take_step(business=draft, verb="submit", actor=owner)
    assert mail.outbox == []
    client.post("/granska/bevakning/", {"locality": locality.pk, "radius_km": 10})
    take_step(business=draft, verb="withdraw", actor=owner)
    take_step(business=draft, verb="submit", actor=owner)
    assert [sent.to for sent in mail.outbox] == [[reviewer.email]]


def test_watching_a_village_brings_mail_of_reports_there_once_confirmed(
    client, reviewer, locality, django_capture_on_commit_callbacks
):
    client.force_login(reviewer)
    client.post("/granska/bevakning/", {"locality": locality.pk, "radius_km": 0})
    report = Report.objects.create(
        text="Stängt", email="anyone@example.se", language="sv", locality=locality
    )
    elsewhere = Report.objects.create(text="Stängt", email="anyone@example.se", language="sv")
    for one in (report, elsewhere, report):
        with django_capture_on_commit_callbacks(execute=True):
            confirm_report(report=one)
    (sent,) = mail.outbox
    assert sent.to == [reviewer.email]
    assert f"/granska/rapporter/{report.pk}/" in sent.body
    assert "anyone@" not in sent.body


def test_what_waits_fifteen_days_is_told_of_once(reviewer, submitted):
    today = timezone.localdate()
    assert escalate(today=today) == 0
    Business.objects.update(submitted_at=timezone.now() - timedelta(days=15, minutes=1))
    mail.outbox.clear()
    assert escalate(today=today) == 1
    assert submitted.name in mail.outbox[0].body
    assert escalate(today=today) == 0


def test_pair_is_merged_joined_or_kept_apart(client, reviewer, published, locality):
    twin = Business.objects.create(
        name=published.name, kind="eat", state="published", point=published.point, precision="exact"
    )
    assert find_look_alikes() == 1
    assert find_look_alikes() == 0
    pair = LookAlike.objects.get()
    client.force_login(reviewer)
    assert client.get(f"/granska/par/{pair.pk}/").status_code == 200
    client.post(f"/granska/par/{pair.pk}/", {"verb": "apart"})
    find_look_alikes()
    assert LookAlike.objects.get().is_dismissed
    client.post(f"/granska/par/{pair.pk}/", {"verb": "second"})
    published.refresh_from_db()
    assert published.replaced_by == twin
    assert not LookAlike.objects.exists()


def test_figures_measure_each_decision_against_its_sending(client, reviewer, submitted):
    now = timezone.now()
    Decision.objects.filter(verb="submit").update(created_at=now - timedelta(days=4))
    decide(business=submitted, verb="approve", version=submitted.version, reason="", actor=reviewer)
    measured = turnaround(now + timedelta(seconds=5))
    assert measured.decided == 1
    assert measured.median_days == pytest.approx(4, abs=0.01)
    assert measured.share_in_time == 1
    assert sum(week.decided for week in measured.weeks) == 1
    client.force_login(reviewer)
    assert client.get("/granska/siffror/").status_code == 200


def test_map_shows_the_place_its_neighbours_and_the_road(client, reviewer, submitted, locality):
    ServicePoint.objects.create(
        name="Granne <b>",
        point=Point(submitted.point.x + 300, submitted.point.y, srid=3006),
        precision="exact",
        locality=locality,
    )
    client.force_login(reviewer)
    page = client.get(f"/granska/foretag/{submitted.pk}/").content.decode()
    assert 'class="surroundings"' in page
    assert "surroundings__road" in page
    assert "Granne &lt;b&gt;" in page


def test_queue_says_what_the_register_asks_for_when_nothing_waits(client, published, reviewer):
    Business.objects.update(confirmed_on=timezone.localdate() - timedelta(days=500))
    client.force_login(reviewer)
    page = client.get("/granska/").content.decode()
    assert "Inget väntar på beslut." in page
    assert "1 sak i registret behöver vård." in page
    assert "/granska/import/" in page


def test_people_of_a_stale_one_are_asked_once_a_day_and_a_reviewer_can_confirm(
    client, published, reviewer
):
    Business.objects.update(confirmed_on=timezone.localdate() - timedelta(days=500))
    client.force_login(reviewer)
    mail.outbox.clear()
    for _ in range(2):
        client.post("/granska/valda/", {"row": f"stale.{published.pk}.0"})
    assert len(mail.outbox) == 1
    assert "/stammer/?key=" in mail.outbox[0].body
    client.post(f"/granska/foretag/{published.pk}/", {"verb": "confirm"})
    assert Business.objects.get().confirmed_on == timezone.localdate()
    page = client.get(f"/granska/foretag/{published.pk}/").content.decode()
    assert "bekräftat att allt stämmer" in page


def test_what_was_decided_stands_in_a_list_from_which_it_is_undone(client, published, reviewer):
    client.force_login(reviewer)
    page = client.get("/granska/avgjort/").content.decode()
    assert published.name in page
    assert "odkän" in page


@pytest.fixture
def old_fact(locality, grocery):
    place = ServicePoint.objects.create(
        name="Macken", point=locality.point, precision="exact", locality=locality
    )
    return place.offers.create(category=grocery, as_of="2021", source="Byns lista")


def test_fact_to_confirm_says_since_when_from_where_and_what_it_changes(
    client, reviewer, old_fact, locality, grocery
):
    undated = ServicePoint.objects.create(name="Kiosken", precision="none", locality=locality)
    undated.offers.create(category=grocery)
    client.force_login(reviewer)
    page = client.get("/granska/?visa=vard")
    rows = {one.row.name: one for one in page.context["told"]}
    assert "inte bekräftat sedan 2021 · källa: Byns lista" in rows["Macken"].reason
    assert rows["Macken"].age == "sedan 2021"
    assert "utan datum" in rows["Kiosken"].reason
    assert rows["Kiosken"].age == "odaterat"
    for one in rows.values():
        assert one.reason in page.text
        assert one.effect
        assert one.effect in page.text


@pytest.mark.parametrize(
    ("residents", "words"),
    [(None, "Effekten är inte känd"), (0.0, "inga fler"), (3.0, "<5"), (120.4, "120 invånare")],
)
def test_effect_is_said_in_words_that_reveal_nobody(old_fact, residents, words):
    from portal.queries.queue_rows import effect_words
    from services.queries.effect import Effect

    assert words in effect_words(Effect(old_fact, residents, 10_000))


def test_report_in_the_queue_says_its_kind_and_place(client, reviewer, locality, grocery):
    Report.objects.create(
        text="Finns",
        kind="missing",
        email="a@example.se",
        language="sv",
        locality=locality,
        category=grocery,
        confirmed_at=timezone.now(),
    )
    client.force_login(reviewer)
    page = client.get("/granska/")
    (one,) = page.context["told"]
    assert locality.name in one.reason
    assert grocery.name in one.reason
    assert one.reason in page.text
    assert page.context["bulk"] == []
    assert 'action="/granska/valda/"' not in page.text, "nothing there can be done in bulk"


def test_bulk_names_what_it_does_and_does_only_that(client, reviewer, old_fact, submitted):
    client.force_login(reviewer)
    assert "Bekräfta de valda uppgifterna" in client.get("/granska/?visa=vard").text
    rows = [f"unconfirmed.{old_fact.pk}.0", f"new.{submitted.pk}.{submitted.version}"]
    answer = client.post("/granska/valda/", {"row": rows, "do": "confirm", "visa": "vard"})
    assert answer.url == "/granska/?visa=vard"
    old_fact.refresh_from_db()
    submitted.refresh_from_db()
    assert (old_fact.is_confirmed, submitted.state) == (True, "submitted")


@pytest.mark.parametrize("rows", [[], ["new.1.1"]])
def test_bulk_of_nothing_asks_to_choose(client, reviewer, rows):
    client.force_login(reviewer)
    said = client.post("/granska/valda/", {"row": rows, "do": "confirm"}, follow=True).text
    assert "Välj minst en" in said
    assert "är klara" not in said


def test_fact_is_shown_whole_before_it_is_confirmed(client, reviewer, old_fact):
    client.force_login(reviewer)
    old_fact.opening_hours = "Mo-Fr 09:00-18:00"
    old_fact.save()
    page = client.get(f"/granska/tjanster/utbud/{old_fact.pk}/bekrafta/").text
    for words in ("Macken", old_fact.category.name, "09", "2021", "Byns lista"):
        assert words in page
    for link in (
        f"/granska/tjanster/utbud/{old_fact.pk}/",
        f"/granska/tjanster/{old_fact.service_point_id}/andra/",
        f"/granska/tjanster/utbud/{old_fact.pk}/stang/",
    ):
        assert f'href="{link}"' in page


def test_names_of_tabs_and_chips_are_told_apart(client, reviewer):
    import re

    client.force_login(reviewer)
    page = client.get("/granska/").text
    main = page[page.index("<h1") :]
    tabs = re.findall(r"<li><a href=[^>]*>([^<]+)</a></li>", main)
    chips = re.findall(r'<a class="chip"[^>]*>([^<(]+) \(', main)
    names = [name.strip().lower() for name in tabs + chips]
    assert len(chips) == 9
    assert len(set(names)) == len(names)
    assert not {name for name in names if name.startswith("att ")} - {"att granska"}
