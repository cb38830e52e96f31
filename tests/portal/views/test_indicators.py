"""Indicators on village pages, in the comparison, as goals' targets and in the open API."""

import pytest
from django.core.management import call_command

from geo.actions.imports import undo
from geo.models import Area, Dataset, Import, Indicator, Locality, Observation
from geo.queries.indicators import series_of
from geo.tables.indicators import Indicators
from plans.models import Goal, PlanVersion, PriorityArea
from plans.queries.goals import assess, current_goals
from portal.demo.people import demo_user
from tests.conftest import square

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]
ROWS = """område;år;mått;värde;enhet;källa
0482;2022;Bredband;80,5;%;PTS
0482;2023;Bredband;87,5;%;PTS
0482;2024;Bredband;91,25;%;PTS
bettna;2024;Nya företag;3;;SCB
bettna;2024;Äldre än 90;2;personer;SCB
0482A0010;2024;Hyresrätter;30;;SCB
flen;2024;Bredband;99;%;PTS
"""


@pytest.fixture
def figures(tmp_path, db):
    bettna = Locality.objects.get(slug="bettna")
    x, y = bettna.point.x - 500, bettna.point.y - 500
    Area.objects.create(
        kind="deso", code="0482A0010", boundary=square(x, y, 1_000), dataset=Dataset.objects.first()
    )
    path = tmp_path / "matt_2024.csv"
    path.write_text(ROWS)
    call_command("import_indicators", path, publisher="scb")
    assert not Import.objects.first().counts["rejected"]
    return bettna


def test_village_has_its_own_figures_else_those_of_its_area_or_municipality(figures):
    told = {one.indicator.name: one for one in series_of(figures)}
    broadband = told["Bredband"]
    assert (broadband.newest.area_name, broadband.newest.year) == ("Flen", 2024)
    assert [one.value for one in broadband.earlier] == [87.5, 80.5]
    assert broadband.trend == "up"
    assert broadband.line == "0.0,28.0 50.0,9.8 100.0,0.0"
    assert told["Hyresrätter"].newest.area.code == "0482A0010"
    assert told["Nya företag"].newest.locality == figures
    flen = {one.indicator.name: one for one in series_of(Locality.objects.get(slug="flen"))}
    assert flen["Bredband"].newest.value == 99
    assert not flen["Bredband"].earlier


def test_page_tells_value_year_source_and_years_before(client, figures):
    page = " ".join(client.get("/orter/bettna/").text.split())
    assert "Bredband: <strong>91,25 %" in page
    assert "Flen, 2024. Källa: PTS" in page
    assert "<li>2023: 87,5 %" in page
    assert "Andra siffror" in page


def test_counts_of_a_few_people_are_hidden_everywhere(client, figures):
    page = " ".join(client.get("/orter/bettna/").text.split())
    assert "Äldre än 90: <strong>&lt;5 personer" in page
    rows = client.get("/api/collections/indicators/items?limit=100").json()["features"]
    values = {
        (one["properties"]["indicator_name"], one["properties"]["year"]): one["properties"]["value"]
        for one in rows
        if one["properties"]["area_name"] != "Flen"
    }
    assert values["Äldre än 90", 2024] is None
    assert values["Nya företag", 2024] == 3


def test_staff_choose_the_block_and_the_village_page_follows(client, figures):
    client.force_login(demo_user("planner"))
    broadband = Indicator.objects.get(slug="bredband")
    area = PriorityArea.objects.filter(programme__frames_village_pages=True)[1]
    page = client.get("/granska/import/matt/").text
    assert "Bredband" in page
    assert "2022–2024" in page
    client.post("/granska/import/matt/", {f"area-{broadband.pk}": area.pk})
    assert list(broadband.priority_areas.all()) == [area]
    page = client.get("/orter/bettna/").text
    block = page.partition(f'id="area-{area.pk}"')[2].partition("</section>")[0]
    assert "Bredband" in block
    client.post("/granska/import/matt/", {f"area-{broadband.pk}": ""})
    assert not broadband.priority_areas.exists()


def test_page_costs_the_same_however_many_figures(client, figures, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        series_of(figures)


def test_comparison_sets_figures_side_by_side(client, figures):
    page = " ".join(client.get("/orter/jamfor/?a=bettna&b=flen").text.split())
    assert "91,25 %" in page
    assert "99 %" in page
    assert NO_BROADBAND not in page


NO_BROADBAND = '<th scope="row">Bredband</th> <td>ingen siffra inlagd</td>'


def test_comparison_says_that_broadband_is_not_loaded_also_beside_other_figures(client, figures):
    Indicator.objects.filter(slug="bredband").delete()
    page = " ".join(client.get("/orter/jamfor/?a=bettna&b=flen").text.split())
    assert "Nya företag" in page
    assert NO_BROADBAND in page
    placed = "Byns läge är inte tillräckligt känt"
    assert placed not in page
    assert placed in client.get("/orter/jamfor/?a=bettna&b=vadsbro").text


def assessed(**target):
    version = PlanVersion.objects.filter(status="draft").first() or PlanVersion.objects.first()
    PlanVersion.objects.filter(pk=version.pk).update(status="draft")
    goal = Goal.objects.create(
        version=version,
        title="Fiber till alla",
        target_indicator=Indicator.objects.get(slug="bredband"),
        **target,
    )
    return next(one for one in assess(current_goals(), []) if one.goal == goal)


def test_goal_aims_at_an_indicator_of_its_village(figures):
    flen = Locality.objects.get(slug="flen")
    assert assessed(locality=flen, target_value=95).status == "met"
    assert assessed(locality=flen, target_value=100).status == "missed"


def test_goal_of_the_whole_municipality_is_measured_by_its_figure(figures):
    one = assessed(target_value=95)
    assert (one.status, one.observed.value) == ("missed", 91.25)


def test_figure_of_the_municipality_does_not_judge_a_village(figures):
    one = assessed(locality=figures, target_value=95)
    assert one.status == "not_assessed"
    assert one.wider.value == 91.25


def test_undo_takes_the_indicators_away_that_only_it_named(figures):
    undo(table=Indicators(), imported=Import.objects.first())
    assert not Indicator.objects.exists()
    assert not Observation.objects.active().exists()


def test_other_unit_is_rejected_not_mixed(figures, tmp_path):
    path = tmp_path / "annat.csv"
    path.write_text(
        "område;år;mått;värde;enhet\n0482;2024;Jobb;5;st\n0482;2024;Bredband;900;hushåll\n"
    )
    call_command("import_indicators", path)
    assert Import.objects.first().counts["rejected"] == 1
    assert "measured in" in Import.objects.first().changes.get(kind="rejected").reason
