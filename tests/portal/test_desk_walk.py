"""A planner's quarter of an hour at the desk: each figure on the way is the engine's own.

Twice: in the demonstration, and on Gotland's real roads with estimated cells and example services.
"""

import csv
import io
import random

import pypdf
import pytest
from django.contrib.gis.geos import LineString, MultiPolygon, Point, Polygon
from django.core.management import call_command
from django.urls import reverse

from geo.models import Dataset, Locality, Municipality, PopulationCell, RoadLink
from plans.actions.service_plans import ask_for_paper, begin_service_plan
from plans.models import Activity, Goal, LocalPlan, PlanVersion, VillageGroup
from portal.actions.papers import write_paper
from portal.queries.opportunities import opportunities
from route221.models import AmenityLimit, Route
from services.actions.coverage import run_coverage
from services.actions.siting import carry_out_search
from services.models import (
    Category,
    Completeness,
    Offer,
    ServicePoint,
    SiteSearch,
    Standard,
)
from services.queries.coverage import findings, latest_run, ranked_gaps
from services.queries.importance import importance
from services.queries.matrix import matrix
from services.queries.siting import best_sites

pytestmark = pytest.mark.django_db
GOTLAND = "0980"


def engine_table(standard):
    """Read the engine's own table of one standard, as `manage analyse` prints it."""
    return {
        one.area_name: one
        for one in findings(latest_run(), Standard.objects.filter(pk=standard.pk))
    }


def shown(page):
    return page.content.decode().replace("\xa0", " ")


def grouped(count):
    return f"{round(count):,}".replace(",", " ")


def walk(client, user, group, capture):
    """Go from the worst gap to the printed plan; return what was met on the way."""
    client.force_login(user)
    standards = Standard.objects.select_related("category")
    standard = standards.get(is_primary=True, category__slug="grocery")
    table = engine_table(standard)

    # The worst gap, and whom it hits
    worst = next(one for one in ranked_gaps(table.values()) if one.locality)
    page = shown(client.get(reverse("desk") + "?sortera=grocery"))
    assert grouped(worst.lacking) in page
    cell = shown(client.get(reverse("desk-cell", args=[worst.locality.slug, "grocery"])))
    assert grouped(worst.lacking) in cell

    # Close the shop that means most: the goals that fall
    most = importance(latest_run())[0]
    change = f"stang,{most.place.pk},grocery"
    answer = client.get(reverse("question-scenario"), {"c": change}).json()
    fallen = [one for one in answer["goals"] if one["is_changed"]]
    total = next(one for one in answer["effects"] if one["is_total"])
    before = sum(one.lacking for one in table.values())
    assert total["before"].replace("\xa0", " ") == grouped(before)
    Offer.objects.filter(service_point=most.place, category__slug="grocery").update(state="closed")
    run_coverage(metrics=["distance"])
    anew = sum(one.lacking for one in engine_table(standard).values())
    assert total["after"].replace("\xa0", " ") == grouped(anew)
    Offer.objects.filter(service_point=most.place, category__slug="grocery").update(state="open")
    run_coverage(metrics=["distance"])

    # The best place for a new one
    best = best_sites(latest_run(), standard, 1, "localities")
    with capture(execute=True):
        address = client.post(reverse("desk-sites-ask"), {"tjanst": standard.slug}).url
    search = SiteSearch.objects.latest("pk")
    assert carry_out_search(search_id=search.pk, task_id=search.task_id)
    page = shown(client.get(address))
    assert best.chosen[0][0].name in page
    assert grouped(best.lacking_after) in page

    # An opportunity that serves travellers and residents, turned into an activity
    found = opportunities(matrix(latest_run()))
    one = (*found.certain, *found.possible)[0]
    page = shown(client.get(reverse("desk-opportunities")))
    assert f"{grouped(one.residents)} invånare" in page
    data = {"group": group.pk, "kind": "activity"}
    # The group's own page, with the activity that names who does it
    told = shown(client.post(reverse("desk-take-over", args=[one.key]), data, follow=True))
    activity = Activity.objects.latest("pk")
    assert "står nu i utkastet" in told
    assert activity.links.filter(route=one.route).exists()

    # The service plan, printed
    home = Municipality.objects.filter(cells__isnull=False).first()
    plan = begin_service_plan(municipality=home, year=2026)
    paper = ask_for_paper(plan=plan, kind="pdf", language="sv", by=user)
    assert write_paper(paper_id=paper.pk)
    content = client.get(reverse("desk-paper", args=[2026, paper.pk])).content
    said = " ".join(
        " ".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(content)).pages
    )
    assert f"{worst.area_name} {grouped(worst.residents)} {grouped(worst.lacking)}" in said
    return fallen, activity


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """Carry out what is asked for on commit, though the test's own transaction never is."""
    return django_capture_on_commit_callbacks


def planner_of(django_user_model):
    user = django_user_model.objects.create_user("planner@example.org")
    user.roles.create(kind="planner")
    return user


@pytest.mark.shared_data
def test_on_gotland(
    db,
    client,
    django_user_model,
    shared_data,
    settings,
    tmp_path,
    committed,
):
    settings.HOME_MUNICIPALITY = GOTLAND
    settings.NETWORK_DIR = tmp_path / "networks"
    group = gotland(shared_data)
    run_coverage(metrics=["distance"])
    fallen, activity = walk(client, planner_of(django_user_model), group, committed)
    assert fallen
    assert activity.title


# After Gotland, which needs an empty register: the demonstration stays for the module.
def test_in_the_demonstration(demo, client, django_user_model, committed):
    group = VillageGroup.objects.get(name__startswith="Vadsbro")
    fallen, activity = walk(client, planner_of(django_user_model), group, committed)
    assert [one["goal"] for one in fallen] == ["Exempel: Behåll butiken i Hälleforsnäs"]
    assert activity.version.plan.group == group


def gotland(shared_data):
    """Load Gotland's roads and localities (real), cells (estimated) and services (examples)."""
    source = Dataset.objects.create(
        kind="population", slug="cells", title="Rutor", publisher="Test", is_estimate=True
    )
    call_command("import_roads", shared_data / "nvdb_gotland_2024.gpkg", area="any")
    west, south, east, north = RoadLink.objects.all()[0].alignment.extent
    for link in RoadLink.objects.only("alignment").iterator(chunk_size=4_000):
        box = link.alignment.extent
        west, south = min(west, box[0]), min(south, box[1])
        east, north = max(east, box[2]), max(north, box[3])
    box = [(west, south), (east, south), (east, north), (west, north), (west, south)]
    home = Municipality.objects.create(
        code=GOTLAND, name="Gotland", county="Gotland", dataset=source,
        boundary=MultiPolygon(Polygon(box), srid=3006),
    )  # fmt: skip
    with (shared_data / "scb_tatorter_2020_wgs84.csv").open(encoding="utf-8-sig") as file:
        rows = [row for row in csv.DictReader(file) if row["mun_code"] == GOTLAND]
    chance = random.Random(221)
    places = {}
    for row in rows:
        x, y = float(row["x"]), float(row["y"])
        place = Locality.objects.create(
            name=row["name"], kind="tatort", municipality=home, scb_code=row["code"],
            point=Point(x, y, srid=3006), precision="exact",
        )  # fmt: skip
        places[row["name"]] = place
        PopulationCell.objects.bulk_create(
            PopulationCell(
                dataset=source, grid_id=f"{row['code']}-{n}", size_m=250, municipality=home,
                point=Point(x + chance.gauss(0, 300), y + chance.gauss(0, 300), srid=3006),
                locality=place, residents=int(row["pop"]) / 10, is_estimate=True,
            )
            for n in range(10)
        )  # fmt: skip
    grocery = Category.objects.create(
        slug="grocery", name_sv="dagligvaror", plural_sv="Dagligvaror"
    )
    Completeness.objects.create(
        category=grocery, level="complete", source="Exempel", stated_on="2026-01-01"
    )
    standard = Standard.objects.create(
        slug="grocery-10-km", name_sv="Exempel: dagligvaror inom 10 km", category=grocery,
        threshold=10_000, target_share=0.9, origin_sv="Exempel", is_primary=True, is_example=True,
    )  # fmt: skip
    by_size = sorted(rows, key=lambda row: -int(row["pop"]))
    for row in by_size[:4]:
        place = ServicePoint.objects.create(
            name=f"Exempel: butiken i {row['name']}", point=places[row["name"]].point,
            precision="exact", municipality=home, locality=places[row["name"]], is_example=True,
        )  # fmt: skip
        Offer.objects.create(
            service_point=place, category=grocery, basis="listed", confirmed_on="2026-01-01",
            is_example=True,
        )  # fmt: skip
    return a_group_with_a_goal(places, standard, source)


def a_group_with_a_goal(places, standard, source):
    """Let each place with a shop wish to keep it, and a road lead by those without."""
    group = VillageGroup.objects.create(name="Exempelbygden", slug="exempelbygden", is_example=True)
    group.localities.set(places.values())
    plan = LocalPlan.objects.create(group=group, name="Exempelplan")
    version = PlanVersion.objects.create(plan=plan, year=2026, is_example=True)
    for place in places.values():
        Goal.objects.create(
            version=version, title=f"Exempel: butik nära {place.name}", locality=place,
            target_standard=standard, is_example=True,
        )  # fmt: skip
    ordered = sorted(places.values(), key=lambda one: one.point.y)
    Route.objects.create(
        number="142", name="Exempelvägen", dataset=source,
        alignment=LineString([(one.point.x, one.point.y) for one in ordered], srid=3006),
        from_name=ordered[0].name, to_name=ordered[-1].name,
    )  # fmt: skip
    AmenityLimit.objects.get_or_create(
        amenity="groceries", defaults={"threshold_m": 25_000, "origin": "Exempel"}
    )
    return group
