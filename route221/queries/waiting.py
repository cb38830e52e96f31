"""The queue: all that waits for somebody, each with why and since when, in one list."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import (
    BigIntegerField,
    CharField,
    DateTimeField,
    F,
    IntegerField,
    Q,
    QuerySet,
    Value,
)
from django.db.models.functions import Cast, Coalesce, Concat, Left
from django.utils import timezone

from route221.models import Business, LookAlike, Ownership, Revision
from services.models import Offer, Report

COLUMNS = ("why", "item", "label", "since", "version")
# What somebody waits for an answer to, and what the register's care asks for.
DECISIONS = ("new", "revised", "claimed", "reported")
CARE = ("stale", "duplicate", "unconfirmed")
WHYS = (*DECISIONS, *CARE)
LABEL_LENGTH = 80


@dataclass(frozen=True)
class Waiting:
    why: str
    pk: int
    name: str
    since: datetime | None
    age_days: int | None
    version: int

    @property
    def is_late(self) -> bool:
        return (
            self.why in DECISIONS
            and self.age_days is not None
            and self.age_days >= settings.ESCALATE_AFTER_DAYS
        )


@dataclass(frozen=True)
class _Source:
    rows: QuerySet[Any]
    label: Any
    since: Any
    municipality: tuple[str, ...]
    version: Any = 0


def _sources(today: date) -> dict[str, _Source]:
    stale = today - timedelta(days=settings.BUSINESS_STALE_AFTER_DAYS)
    # Plain querysets: modeltranslation's reorder the columns of values_list.
    business = QuerySet(Business).filter(replaced_by=None)
    at, of = "locality__municipality", "business__locality__municipality"
    return {
        "new": _Source(
            business.filter(state="submitted"), "name", "submitted_at", (at,), "version"
        ),
        "revised": _Source(
            Revision.objects.filter(is_waiting=True),
            "business__name",
            "created_at",
            (of,),
            "version",
        ),
        "claimed": _Source(
            Ownership.objects.filter(is_confirmed=False, refused_at=None),
            "business__name",
            "created_at",
            (of,),
        ),
        "reported": _Source(
            Report.objects.to_handle(),
            Left("text", LABEL_LENGTH),
            "confirmed_at",
            (at, "service_point__locality__municipality", "service_point__municipality"),
        ),
        "stale": _Source(
            business.filter(state="published", confirmed_on__lt=stale, is_example=False),
            "name",
            "confirmed_on",
            (at,),
        ),
        "duplicate": _Source(
            LookAlike.objects.filter(
                is_dismissed=False, business__replaced_by=None, other_business__replaced_by=None
            ),
            Concat(
                "business__name",
                Value(" · "),
                Coalesce("other_business__name", "service_point__name", Value("")),
                output_field=CharField(),
            ),
            "found_at",
            (of,),
        ),
        "unconfirmed": _Source(
            QuerySet(Offer).filter(pk__in=Offer.objects.existing().unconfirmed().values("pk")),
            "service_point__name",
            "confirmed_on",
            ("service_point__municipality", "service_point__locality__municipality"),
        ),
    }


def covered(rows: QuerySet[Any], paths: Iterable[str], scope: frozenset[int] | None) -> Any:
    """Keep what lies in one of the municipalities, or in none that is known; all without scope."""
    if scope is None:
        return rows
    paths = tuple(paths)
    inside, nowhere = Q(), Q()
    for path in paths:
        inside |= Q(**{f"{path}__in": scope})
        nowhere &= Q(**{f"{path}__isnull": True})
    return rows.filter(inside | nowhere)


def waiting_rows(
    whys: Iterable[str] = DECISIONS, scope: frozenset[int] | None = None
) -> QuerySet[Any]:
    """All that waits for these reasons, oldest first: one query whatever the size."""
    sources = _sources(timezone.localdate())
    parts = [
        covered(source.rows, source.municipality, scope)
        .order_by()
        .annotate(
            why=Value(why, output_field=CharField()),
            # Casts make each column an expression, so that all parts keep the same order.
            item=Cast("pk", BigIntegerField()),
            label=Cast(source.label, CharField()),
            since=Cast(source.since, DateTimeField()),
            # A name of its own: the models have a field called version.
            read_version=Cast(F(source.version) if source.version else Value(0), IntegerField()),
        )
        .values_list("why", "item", "label", "since", "read_version")
        for why, source in sources.items()
        if why in whys
    ]
    return parts[0].union(*parts[1:], all=True).order_by(F("since").asc(nulls_first=True), "item")


def waiting_counts(scope: frozenset[int] | None = None) -> dict[str, int]:
    """Count what waits for each reason."""
    return {
        why: covered(source.rows, source.municipality, scope).count()
        for why, source in _sources(timezone.localdate()).items()
    }


def as_waiting(rows: Any) -> list[Waiting]:
    """Give the rows of one page their age; what is undated has none."""
    now = timezone.now()
    return [
        Waiting(why, pk, name, since, (now - since).days if since else None, version)
        for why, pk, name, since, version in rows
    ]
