"""A plan of 100 goals, 400 activities and 1,000 links, and the goals of 300 localities after a run.

Run with ``script/manage shell -c "from benchmarks.plans import main; main()"``. Everything is made in
one transaction and rolled back; the portal's own rows are left as they are. Its peer is the same work
done the plain way: one query for each goal.
"""

import statistics
import time
from collections.abc import Callable
from http import HTTPStatus

from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from geo.models import Locality
from plans.actions.readings import read_goals
from plans.models import Activity, Goal, GoalLink, GoalReading, LocalPlan, PlanVersion, VillageGroup
from plans.queries.goals import assess, current_goals
from services.models import ServicePoint, Standard
from services.queries.coverage import findings, latest_run

GOALS, ACTIVITIES, LINKS, LOCALITIES = 100, 400, 1_000, 300
ROUNDS = 7


def timed(work: Callable[[], object]) -> float:
    """Return the median time of a few rounds, in milliseconds."""
    work()
    rounds = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        work()
        rounds.append((time.perf_counter() - started) * 1_000)
    return statistics.median(rounds)


def large_plan() -> VillageGroup:
    """Make one group with a plan of the size that is asked for."""
    group = VillageGroup.objects.create(name="Mätgruppen", slug="matgruppen")
    group.localities.add(Locality.objects.in_home_municipality().first())
    plan = LocalPlan.objects.create(group=group, name="Plan")
    version = PlanVersion.objects.create(plan=plan, year=2026)
    standard = Standard.objects.filter(target_share__isnull=False).first()
    goals = Goal.objects.bulk_create(
        Goal(
            version=version,
            title=f"Mål {number}",
            position=number,
            locality=group.localities.get(),
            target_standard=standard,
        )
        for number in range(GOALS)
    )
    activities = Activity.objects.bulk_create(
        Activity(version=version, title=f"Aktivitet {number}", goal=goals[number % GOALS])
        for number in range(ACTIVITIES)
    )
    places = list(ServicePoint.objects.all()[:50])
    owners = [{"goal": goal} for goal in goals] + [{"activity": one} for one in activities]
    GoalLink.objects.bulk_create(
        GoalLink(
            relation="serves",
            service_point=places[number % len(places)],
            **owners[number % len(owners)],
        )
        for number in range(LINKS)
    )
    return group


def many_goals(standard: Standard) -> None:
    """Give each of 300 localities a group's plan with one measured goal."""
    home = Locality.objects.in_home_municipality().first()
    places = Locality.objects.bulk_create(
        Locality(
            name=f"Ort {number}",
            slug=f"ort-{number}",
            kind=home.kind,
            municipality=home.municipality,
            precision="none",
        )
        for number in range(LOCALITIES)
    )
    groups = VillageGroup.objects.bulk_create(
        VillageGroup(name=place.name, slug=f"grupp-{place.slug}") for place in places
    )
    plans = LocalPlan.objects.bulk_create(LocalPlan(group=one, name="Plan") for one in groups)
    versions = PlanVersion.objects.bulk_create(PlanVersion(plan=plan, year=2026) for plan in plans)
    Goal.objects.bulk_create(
        Goal(version=version, title="Butik", locality=place, target_standard=standard)
        for version, place in zip(versions, places, strict=True)
    )


def one_by_one() -> None:
    """Assess each goal by itself, as a page without gathered queries would."""
    run = latest_run()
    found = findings(run)
    for pk in current_goals().values_list("pk", flat=True):
        assess(current_goals().filter(pk=pk), found)


def main() -> None:
    """Measure, print, and roll everything back."""
    with transaction.atomic():
        group = large_plan()
        client = Client(SERVER_NAME="localhost")
        path = group.get_absolute_url()
        with CaptureQueriesContext(connection) as queries:
            response = client.get(path)
        # Counted before the next request, which empties the log the count is read from.
        asked = len(queries)
        if response.status_code != HTTPStatus.OK:
            raise SystemExit(f"{path} answers {response.status_code}: nothing to measure")

        def written_anew() -> None:
            cache.clear()
            client.get(path)

        kept_ms, anew_ms = timed(lambda: client.get(path)), timed(written_anew)
        print(f"plan page: {GOALS} goals, {ACTIVITIES} activities, {LINKS} links")
        print(f"  {kept_ms:.0f} ms on the server (aim: under 100)")
        print(f"  {anew_ms:.0f} ms by whoever comes first after something was written")
        print(f"  {asked} queries when written anew, whatever the size of the plan")
        many_goals(Standard.objects.filter(target_share__isnull=False).first())
        run = latest_run()

        def after_a_run() -> None:
            GoalReading.objects.filter(run=run).delete()
            read_goals(run=run)

        gathered, alone = timed(after_a_run), timed(one_by_one)
        goals = current_goals().count()
        print(f"statuses of {goals} goals after a run, written down")
        print(f"  {gathered / 1_000:.2f} s (aim: under 2), one by one {alone / 1_000:.2f} s")
        print(f"  {alone / gathered:.1f} × faster than one by one")
        transaction.set_rollback(True)
