"""A road of 500 stops and a day plan of twelve, as the server makes them.

Run: script/manage shell -c "from benchmarks.road import main; main()"

The rows are made in one transaction, which is rolled back. Times are of the whole request through
Django's test client, without the network; each is the median and the least of several.
"""

import random
import statistics
import time
from collections.abc import Callable
from datetime import datetime

from django.contrib.gis.geos import Point
from django.db import connection, transaction
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from geo.models import Precision
from route221.actions import measure_stops
from route221.models import Business, Route
from route221.queries.dayplans import day_plan
from services.queries.hours import SWEDEN

STOPS, PLANNED, TIMES = 500, 12, 15
HOURS = (
    "",
    "24/7",
    "Mo-Fr 10:00-18:00; Sa 10:00-14:00",
    "May-Sep: We-Su 11:00-17:00",
    "Mo-Su 09:00-22:00; PH off",
)


def main() -> None:
    """Print the figures of one run."""
    with transaction.atomic(), override_settings(ALLOWED_HOSTS=["testserver"]):
        route = Route.objects.get(number="221")
        _add_businesses(route)
        count = route.stops.count()
        client = Client()
        print(f"{count} stops on {route}")
        for path in ("/vag221/", "/vag221/?riktning=bakat&visa=eat", "/vag221/saknas/"):
            _page(client, path)
        keys = [f"f{pk}" for pk in Business.objects.order_by("?").values_list("pk", flat=True)]
        chosen = "".join(f"&stopp={key}&min_{key}=20" for key in keys[:PLANNED])
        _page(client, f"/vag221/dagsplan/?tid=2027-07-15T09:00&ordning=bast{chosen}")
        start = datetime(2027, 7, 15, 9, tzinfo=SWEDEN)
        minutes = dict.fromkeys(keys[:PLANNED], 20)
        _say(
            f"day_plan alone, {PLANNED} stops in best order",
            _time(lambda: day_plan(route, start=start, minutes=minutes, in_best_order=True)),
        )
        transaction.set_rollback(True)


def _add_businesses(route: Route) -> None:
    chance = random.Random(221)  # noqa: S311
    rows = []
    for number in range(STOPS - route.stops.count()):
        at = route.alignment.interpolate_normalized(chance.random())
        rows.append(
            Business(
                name=f"Exempel {number}",
                kind=chance.choice(Business.Kind.values),
                state=Business.State.PUBLISHED,
                point=Point(at.x + chance.gauss(0, 1500), at.y + chance.gauss(0, 1500), srid=3006),
                precision=Precision.EXACT,
                opening_hours=chance.choice(HOURS),
                good_to_know=chance.sample(Business.Good.values, 2),
                is_example=True,
            )
        )
    Business.objects.bulk_create(rows)
    measure_stops(route=route)


def _page(client: Client, path: str) -> None:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    _say(f"{path[:44]} ({len(queries)} queries)", _time(lambda: client.get(path)))


def _time(call: Callable[[], object]) -> list[float]:
    call()
    found = []
    for _ in range(TIMES):
        begun = time.perf_counter()
        call()
        found.append((time.perf_counter() - begun) * 1000)
    return found


def _say(what: str, found: list[float]) -> None:
    print(f"{what:62} median {statistics.median(found):6.0f} ms   least {min(found):6.0f} ms")


if __name__ == "__main__":
    main()
