"""Count a visit, a scan, a way asked for: a number a day, nothing of who."""

import re

from django.db import connection
from django.utils import timezone
from psycopg import sql

from route221.models import Attraction, Business, Stop
from services.models import ServicePoint

ROBOT = re.compile(r"bot|crawl|spider|slurp|preview|monitor|curl|wget|python", re.IGNORECASE)
FIELD: dict[type, str] = {
    Business: "business",
    Attraction: "attraction",
    ServicePoint: "service_point",
}
ONE_MORE = sql.SQL(
    "INSERT INTO route221_tally ({place}, kind, day, count) VALUES (%s, %s, %s, 1) "
    "ON CONFLICT ({place}, kind, day) DO UPDATE SET count = route221_tally.count + 1"
)


def count(*, place: Business | Attraction | ServicePoint, kind: str, agent: str) -> None:
    """Add one to today's count of a published business or a stop of a road, unless a robot came."""
    if not agent or ROBOT.search(agent):
        return
    field = FIELD[type(place)]
    if isinstance(place, Business):
        is_counted = place.state == Business.State.PUBLISHED
    else:
        is_counted = Stop.objects.filter(**{field: place}).exists()
    if not is_counted:
        return
    with connection.cursor() as cursor:
        statement = ONE_MORE.format(place=sql.Identifier(f"{field}_id"))
        cursor.execute(statement, [place.pk, kind, timezone.localdate()])
