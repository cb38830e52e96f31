"""Count a visit, a scan, a way asked for: a number a day, nothing of who."""

import re

from django.db import connection
from django.utils import timezone

from route221.models import Business

ROBOT = re.compile(r"bot|crawl|spider|slurp|preview|monitor|curl|wget|python", re.IGNORECASE)


def count(*, business: Business, kind: str, agent: str) -> None:
    """Add one to today's count of a published business, unless a robot came."""
    if not agent or ROBOT.search(agent) or business.state != Business.State.PUBLISHED:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO route221_tally (business_id, kind, day, count) VALUES (%s, %s, %s, 1) "
            "ON CONFLICT (business_id, kind, day) DO UPDATE SET count = route221_tally.count + 1",
            [business.pk, kind, timezone.localdate()],
        )
