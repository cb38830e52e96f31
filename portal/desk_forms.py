"""What is asked of the planner's desk, read from the address."""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import QueryDict

from services.models import CoverageRun, Standard
from services.queries.asked import Asked
from services.queries.coverage import latest_run

MEASURES = ("lacking", "share", "median", "p90", "mean", "closure", "bands")
METRICS = ("", "distance", "time")
COSTS = ("", "estimated", "roads")
REGISTERS = ("", "complete", "partial")
LARGEST_ID = 2**53


@dataclass(frozen=True)
class DeskAsked:
    """Filters of the desk's pages; what cannot be read is left out, so that old links open."""

    asked: Asked
    measure: str = "lacking"
    sort: str = ""
    cost: str = ""
    register: str = ""
    run: int | None = None

    def query(self, **changes: object) -> str:
        """Return the address of a page with some of the filters changed."""
        one = replace(self, **changes)  # type: ignore[arg-type]
        pairs = {
            "grupp": one.asked.group,
            "matt": one.asked.metric,
            "dag": one.asked.weekday,
            "timme": one.asked.hour,
            "manad": one.asked.month,
            "obekraftat": "1" if one.asked.counts_unconfirmed else "",
            "visar": one.measure if one.measure != MEASURES[0] else "",
            "sortera": one.sort,
            "kostnad": one.cost,
            "register": one.register,
            "korning": one.run,
        }
        return "?" + urlencode(
            {name: value for name, value in pairs.items() if value not in ("", None)}
        )

    def keeps(self, level: str, is_estimate: bool) -> bool:
        """Whether a row is as sure as asked: how complete its register is, how it was measured."""
        if self.register and level != self.register:
            return False
        return not self.cost or is_estimate == (self.cost == "estimated")


def read_desk(data: QueryDict) -> DeskAsked:
    """Read the filters; an hour counts only with its weekday, and the other way round."""
    weekday, hour = whole(data, "dag", 0, 6), whole(data, "timme", 0, 23)
    if weekday is None or hour is None:
        weekday = hour = None
    return DeskAsked(
        asked=Asked(
            group=one_of(data, "grupp", Standard.Group.values),
            metric=one_of(data, "matt", METRICS),
            weekday=weekday,
            hour=hour,
            month=whole(data, "manad", 1, 12) if weekday is not None else None,
            counts_unconfirmed=data.get("obekraftat") == "1",
        ),
        measure=one_of(data, "visar", MEASURES) or MEASURES[0],
        sort=data.get("sortera", "")[:50],
        cost=one_of(data, "kostnad", COSTS),
        register=one_of(data, "register", REGISTERS),
        run=whole(data, "korning", 1, LARGEST_ID),
    )


def one_of(data: QueryDict, name: str, choices: object) -> str:
    """Return one of the choices, or nothing."""
    value = data.get(name, "")
    return value if value in choices else ""  # type: ignore[operator]


def whole(data: QueryDict, name: str, least: int, most: int) -> int | None:
    """Return a whole number within its bounds, or None."""
    text = data.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) <= 16):
        return None
    return int(text) if least <= int(text) <= most else None


def chosen_run(asked: DeskAsked) -> tuple[CoverageRun | None, bool]:
    """Return the run that is asked for, else the newest; and whether the asked one is gone."""
    if asked.run is not None:
        run = CoverageRun.objects.filter(pk=asked.run, status=CoverageRun.Status.FINISHED).first()
        if run:
            return run, False
    return latest_run(), asked.run is not None
