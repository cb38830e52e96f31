"""Whether one can live one's whole life in a place, who would like to, and how it is felt to go."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count

from geo.models import Locality, Precision
from plans.models import (
    HousingInterest,
    HousingProject,
    LifeSituation,
    PollAnswer,
    PollPublication,
    Situation,
)
from plans.queries.changes import RESIDENTS_PER_HOME
from services.models import Offer

SMALLEST_INTEREST, SMALLEST_POLL, POLL_STEP = 5, 10, 5
NEAR_M = 5_000
MOST_NEAR = 6
# Known well enough for a distance.
PLACED = (Precision.EXACT, Precision.APPROXIMATE)
# What a planned project says by itself; the rest only people can state.
BY_PROJECT = {
    "age": {"senior", "trygghet", "bistand", "sarskilt"},
}


@dataclass(frozen=True)
class SituationCell:
    """One situation in one place: its state, empty when not known, and where that is from."""

    situation: str
    state: str
    source: str
    wishes: int | None

    @property
    def label(self) -> str:
        """The situation in words."""
        return str(Situation(self.situation).label)


@dataclass(frozen=True)
class LifeRow:
    locality: Locality
    cells: list[SituationCell]

    @property
    def says_something(self) -> bool:
        """Whether anything is known of any situation, or anybody would like to live here."""
        return any(cell.state or cell.wishes for cell in self.cells)


def life_rows(localities: Iterable[Locality]) -> list[LifeRow]:
    """Return the matrix of life situations; three queries, however many places."""
    localities = list(localities)
    stated = {
        (row.locality_id, row.situation): row
        for row in LifeSituation.objects.filter(locality__in=localities)
    }
    projects: dict[int, list[HousingProject]] = {}
    for project in HousingProject.objects.filter(locality__in=localities):
        projects.setdefault(project.locality_id, []).append(project)
    wishes = interest_counts(localities)
    rows = []
    for place in localities:
        cells = []
        for situation in Situation.values:
            key = (place.pk, situation)
            row = stated.get(key)
            state, source = (row.state, f"{row.source}, {row.stated_on}") if row else ("", "")
            planned = _planned_for(situation, projects.get(place.pk, []))
            if not row and planned:
                state, source = planned
            cells.append(SituationCell(situation, state, source, wishes.get(key)))
        rows.append(LifeRow(place, cells))
    return rows


def _planned_for(situation: str, projects: list[HousingProject]) -> tuple[str, str] | None:
    """Read from a project whom it is for; paused and repealed ones say nothing."""
    wanted = BY_PROJECT.get(situation, set())
    for project in projects:
        if project.for_whom not in wanted or project.is_paused or project.plan_stage == "repealed":
            continue
        is_built = project.building_stage in ("ready", "built")
        return ("exists" if is_built else "planned"), f"{project.name}, {project.as_of}".rstrip(
            ", "
        )
    return None


def interest_counts(localities: Iterable[Locality]) -> dict[tuple[int, str], int]:
    """Count wishes by place and situation; counts under five are hidden."""
    rows = (
        HousingInterest.objects.filter(locality__in=localities)
        .order_by()
        .values("locality", "situation")
        .annotate(n=Count("pk"))
    )
    return {
        (row["locality"], row["situation"]): row["n"]
        for row in rows
        if row["n"] >= SMALLEST_INTEREST
    }


def poll_results(locality: Locality) -> list[PollPublication]:
    """Return the years with enough answers as last made public, the newest first."""
    return list(PollPublication.objects.filter(locality=locality).order_by("-year"))


def poll_counts(locality: Locality, year: int) -> dict[str, int]:
    """Count a year's answers; not for showing."""
    rows = PollAnswer.objects.filter(locality=locality, year=year).order_by()
    counts = Counter({row["felt"]: row["n"] for row in rows.values("felt").annotate(n=Count("pk"))})
    return {felt: counts[felt] for felt in PollAnswer.Felt.values}


@dataclass(frozen=True)
class AddedResidents:
    """The residents planned homes would add near one service place, as a range."""

    name: str
    category: str
    url: str
    away_m: float


def added_range(project: HousingProject) -> tuple[int, int] | None:
    """Estimate the residents of planned homes, low and high."""
    if project.dwellings_min is None:
        return None
    most = project.dwellings_max or project.dwellings_min
    return round(project.dwellings_min * RESIDENTS_PER_HOME), round(most * RESIDENTS_PER_HOME)


def services_near(projects: Iterable[HousingProject]) -> dict[int, list[AddedResidents]]:
    """Return, for each project, the nearest place of each kind of service within 5 km.

    A project that is only known to lie somewhere in its village has no distances of its own.
    """
    offers = list(
        Offer.objects.existing()
        .filter(service_point__precision__in=PLACED)
        .select_related("service_point", "category")
    )
    return {one.pk: _nearest(one, offers) for one in projects if one.precision in PLACED}


def _nearest(project: HousingProject, offers: list[Offer]) -> list[AddedResidents]:
    away = sorted((one.service_point.point.distance(project.point), one.pk, one) for one in offers)
    nearest: dict[int, AddedResidents] = {}
    for metres, _pk, offer in away:
        if metres > NEAR_M:
            break
        place = offer.service_point
        nearest.setdefault(
            offer.category_id,
            AddedResidents(place.name, str(offer.category), place.get_absolute_url(), metres),
        )
    return list(nearest.values())[:MOST_NEAR]
