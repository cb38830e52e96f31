"""What a traveller asks of a road, read from the address: direction, kinds, time."""

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils import timezone

from route221.queries.dayplans import MOST_STOPS
from route221.queries.travellers import KINDS
from services.queries.hours import SWEDEN

BACKWARDS = "bakat"
KINDS_ASKED = (*KINDS, "fuel", "charging")
GOOD_ASKED = ("wheelchair", "children", "toilet")
TERMINAL = re.compile(r"[-\w]{1,120}")
THEME = re.compile(r"[-\w]{1,40}")
# Who looks in the evening or at night plans the next day.
EARLIEST_HOUR, LATEST_HOUR, USUAL_HOUR = 7, 17, 10
HALF_HOUR_MIN = 30


@dataclass(frozen=True)
class RoadAsked:
    """A road's filters; what cannot be read is left out, so that an old link still opens."""

    is_backwards: bool
    kinds: tuple[str, ...]
    good: tuple[str, ...]
    theme: str
    only_open: bool
    start: datetime
    start_given: bool
    is_whole: bool = False

    def query(self, **changes: object) -> str:
        """Return the address of the same page with some filters changed."""
        asked = replace(self, **changes)  # type: ignore[arg-type]
        pairs = [("visa", kind) for kind in asked.kinds]
        pairs += [("bra", one) for one in asked.good]
        if asked.theme:
            pairs.append(("tema", asked.theme))
        if asked.is_backwards:
            pairs.append(("riktning", BACKWARDS))
        if asked.only_open:
            pairs.append(("oppet", "1"))
        if asked.is_whole:
            pairs.append(("alla", "1"))
        if asked.start_given:
            pairs.append(("tid", asked.start.strftime("%Y-%m-%dT%H:%M")))
        return "?" + urlencode(pairs)


def read_road(data: QueryDict) -> RoadAsked:
    """Read the filters of a road's page."""
    start = read_moment(data.get("tid", ""))
    theme = data.get("tema", "")
    return RoadAsked(
        is_backwards=data.get("riktning") == BACKWARDS,
        kinds=tuple(kind for kind in KINDS_ASKED if kind in data.getlist("visa")),
        good=tuple(one for one in GOOD_ASKED if one in data.getlist("bra")),
        theme=theme if THEME.fullmatch(theme) else "",
        only_open=data.get("oppet") == "1",
        start=start or usual_start(timezone.now()),
        start_given=start is not None,
        is_whole=data.get("alla") == "1",
    )


def usual_start(now: datetime) -> datetime:
    """Return when one would set out unless said: the next half hour; ten o'clock if it is late."""
    local = now.astimezone(SWEDEN).replace(second=0, microsecond=0)
    if EARLIEST_HOUR <= local.hour < LATEST_HOUR:
        return local + timedelta(minutes=HALF_HOUR_MIN - local.minute % HALF_HOUR_MIN)
    day = local + timedelta(days=1) if local.hour >= LATEST_HOUR else local
    return day.replace(hour=USUAL_HOUR, minute=0)


def read_moment(text: str) -> datetime | None:
    """Read a local moment as a browser's field writes it; years out of reason are none."""
    try:
        moment = datetime.fromisoformat(text[:16]).replace(tzinfo=SWEDEN)
    except ValueError:
        return None
    return moment if 2000 <= moment.year <= 2100 else None


MOST_MINUTES = 600
USUAL_MINUTES = 45
OPEN_DAY = "oppen"
LONGEST_TEXT = 60
KEY = re.compile(r"[fbs]\d{1,18}")


@dataclass(frozen=True)
class PlanAsked:
    """A day plan as its address tells it."""

    start: datetime
    is_backwards: bool
    in_best_order: bool
    minutes: dict[str, int]
    begin: str = ""
    finish: str = ""
    # Asked of a suggested tour: the first day on which it finds all open, from the start on.
    on_open_day: bool = False
    # What the stops to choose from are searched by: no part of the plan itself.
    text: str = ""
    kind: str = ""

    def query(self, **changes: object) -> str:
        """Return the address that opens this plan again, with some of it changed."""
        asked = replace(self, **changes)  # type: ignore[arg-type]
        pairs = [("tid", asked.start.strftime("%Y-%m-%dT%H:%M"))]
        pairs += [
            (name, key) for name, key in (("fran", asked.begin), ("till", asked.finish)) if key
        ]
        if asked.is_backwards:
            pairs.append(("riktning", BACKWARDS))
        if asked.in_best_order:
            pairs.append(("ordning", "bast"))
        if asked.on_open_day:
            pairs.append(("dag", OPEN_DAY))
        for key, minutes in asked.minutes.items():
            pairs += [("stopp", key), (f"min_{key}", str(minutes))]
        return "?" + urlencode(pairs)


def read_plan(data: QueryDict) -> PlanAsked:
    """Read a plan; at most twelve stops, each for at most ten hours; nonsense is left out."""
    keys = [key for key in dict.fromkeys(data.getlist("stopp")) if KEY.fullmatch(key)]
    start = read_moment(data.get("tid", ""))
    return PlanAsked(
        start=start or usual_start(timezone.now()),
        is_backwards=data.get("riktning") == BACKWARDS,
        in_best_order=data.get("ordning") == "bast",
        minutes={key: _minutes(data.get(f"min_{key}", "")) for key in keys[:MOST_STOPS]},
        begin=_terminal(data.get("fran", "")),
        finish=_terminal(data.get("till", "")),
        on_open_day=data.get("dag") == OPEN_DAY,
        text=data.get("sok", "").strip()[:LONGEST_TEXT],
        kind=kind if (kind := data.get("visa", "")) in KINDS_ASKED else "",
    )


def _terminal(text: str) -> str:
    return text if TERMINAL.fullmatch(text) else ""


def _minutes(text: str) -> int:
    return min(int(text), MOST_MINUTES) if re.fullmatch(r"[0-9]{1,4}", text) else USUAL_MINUTES


@dataclass(frozen=True)
class MissingAsked:
    """What is missing, when and in which direction, as the address tells it."""

    amenity: str
    is_backwards: bool
    year: int
    month: int
    day: int
    hour: int

    def query(self, **changes: object) -> str:
        """Return the address of the same page with something changed."""
        asked = replace(self, **changes)  # type: ignore[arg-type]
        pairs = [("sak", asked.amenity)] if asked.amenity else []
        if asked.is_backwards:
            pairs.append(("riktning", BACKWARDS))
        pairs += [
            ("manad", f"{asked.year}-{asked.month:02}"),
            ("dag", str(asked.day)),
            ("timme", str(asked.hour)),
        ]
        return "?" + urlencode(pairs)


MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")
BUSIEST_MONTH, SATURDAY, NOON = 7, 5, 12


def read_missing(data: QueryDict) -> MissingAsked:
    """Read what the page of missing stretches is asked; Saturday noon of next July unless said."""
    today = timezone.localdate()
    month = MONTH.fullmatch(data.get("manad", ""))
    year = today.year + (today.month > BUSIEST_MONTH)
    return MissingAsked(
        amenity=data.get("sak", "")[:20],
        is_backwards=data.get("riktning") == BACKWARDS,
        year=int(month[1]) if month else year,
        month=int(month[2]) if month else BUSIEST_MONTH,
        day=_within(data.get("dag", ""), 7, SATURDAY),
        hour=_within(data.get("timme", ""), 24, NOON),
    )


def _within(text: str, below: int, otherwise: int) -> int:
    return int(text) if re.fullmatch(r"[0-9]{1,2}", text) and int(text) < below else otherwise
