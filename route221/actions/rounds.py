"""The daily round of the queue: look for duplicates, and tell of what waits too long."""

from collections import defaultdict
from datetime import date, timedelta

from django.conf import settings
from django.contrib.gis.db.models.functions import Distance
from django.contrib.postgres.search import TrigramSimilarity
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import Role, User
from route221.models import Business, Escalated, LookAlike
from route221.queries.registration import ALIKE, LOOK_ALIKE_M, SAME_PLACE_M
from route221.queries.waiting import DECISIONS, as_waiting, waiting_rows
from services.models import ServicePoint

MOST_LISTED = 20


@transaction.atomic
def find_look_alikes() -> int:
    """Note pairs that may be one thing; a pair once dismissed stays dismissed."""
    found = 0
    standing = Business.objects.filter(replaced_by=None, state__in=["published", "paused"])
    for business in standing.exclude(point=None).order_by("pk"):
        others = _alike(Business.objects.filter(pk__in=standing, pk__gt=business.pk), business)
        places = ServicePoint.objects.filter(replaced_by=None)
        places = _alike(places.exclude(pk=business.service_point_id), business)
        for field, rows in (("other_business", others), ("service_point", places)):
            for row in rows:
                _, is_new = LookAlike.objects.get_or_create(business=business, **{field: row})
                found += is_new
    # What was merged, closed or joined is no question any more.
    standing_ids = standing.values("pk")
    gone = LookAlike.objects.exclude(business__in=standing_ids) | LookAlike.objects.filter(
        other_business__isnull=False
    ).exclude(other_business__in=standing_ids)
    LookAlike.objects.filter(pk__in=gone.values("pk")).delete()
    return found


def _alike(rows, business):  # type: ignore[no-untyped-def]
    """Keep what has a like name nearby, or any name on the same spot."""
    near = rows.filter(point__dwithin=(business.point, LOOK_ALIKE_M)).annotate(
        alike=TrigramSimilarity("name", business.name), away=Distance("point", business.point)
    )
    return near.filter(Q(alike__gte=ALIKE) | Q(away__lte=SAME_PLACE_M, alike__gte=ALIKE / 3))


@transaction.atomic
def escalate(*, today: date) -> int:
    """Tell reviewers and administrators, once, of what has waited fifteen days (a setting)."""
    told = 0
    before = timezone.now() - timedelta(days=settings.ESCALATE_AFTER_DAYS)
    people = User.objects.filter(
        is_active=True, roles__kind__in=[Role.Kind.REVIEWER, Role.Kind.ADMIN]
    )
    lines: dict[User, list[str]] = defaultdict(list)
    known = set(Escalated.objects.values_list("why", "item"))
    scopes = {user: scope_of(user) for user in people.distinct()}
    fresh = []
    for user, scope in scopes.items():
        rows = [row for row in as_waiting(waiting_rows(DECISIONS, scope)) if _is_old(row, before)]
        new = [row for row in rows if (row.why, row.pk) not in known]
        lines[user] = [f"{row.name} ({row.age_days})" for row in new]
        fresh += [(row.why, row.pk) for row in new]
    for user, names in lines.items():
        if names:
            _tell(user, names)
            told += 1
    Escalated.objects.bulk_create(
        [Escalated(why=why, item=item, told_on=today) for why, item in dict.fromkeys(fresh)],
        ignore_conflicts=True,
    )
    return told


def _is_old(row, before):  # type: ignore[no-untyped-def]
    return row.since is not None and row.since <= before


def _tell(user: User, names: list[str]) -> None:
    with translation.override(user.language):
        words = _("These have waited too long for an answer (days in brackets):")
        listed = "\n".join(names[:MOST_LISTED])
        link = settings.SITE_URL + reverse("review")
        send_mail(_("The queue waits"), f"{words}\n\n{listed}\n\n{link}", None, [user.email])


def scope_of(user: User) -> frozenset[int] | None:
    """The municipalities a reviewer's roles cover; None is everywhere."""
    held = user.roles.filter(kind__in=[Role.Kind.REVIEWER, Role.Kind.ADMIN])
    ids = set(held.values_list("municipality_id", flat=True))
    return None if user.is_superuser or None in ids else frozenset(ids)
