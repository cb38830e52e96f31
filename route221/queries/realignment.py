"""What a better line of a road would move: read before it is confirmed."""

from dataclasses import dataclass

from django.contrib.gis.geos import LineString
from django.db.models import Model

from geo.analysis.linear import locate, passages
from route221.models import Route, Stop
from route221.queries.stops import stop_candidates

# Farther than this apart, two passages of a place are not the two carriageways of one road.
SELF_NEAR_M = 200.0
NOTICED_M = 1.0


@dataclass(frozen=True)
class Move:
    """One stop before and after; a side that is None is not on that line."""

    name: str
    before: Stop | None
    chainage_m: float | None
    offset_m: float | None
    side: str
    is_manual: bool
    is_passed_twice: bool

    @property
    def moved_m(self) -> float | None:
        """Metres along the road from where it was; None where it was not, or is no more."""
        if self.before is None or self.chainage_m is None:
            return None
        return self.chainage_m - self.before.chainage_m

    @property
    def side_name(self) -> str:
        return str(Stop.Side(self.side).label) if self.side else ""

    @property
    def is_noticed(self) -> bool:
        """Whether it moves by a metre or changes side, or needs a look."""
        moved_m = self.moved_m
        return (
            moved_m is None
            or abs(moved_m) >= NOTICED_M
            or (self.before is not None and self.before.side != self.side)
            or self.is_manual
        )


@dataclass(frozen=True)
class Moves:
    length_before_m: float
    length_after_m: float
    stops: list[Move]

    @property
    def moved(self) -> list[Move]:
        return [one for one in self.stops if one.moved_m is not None and one.is_noticed]

    @property
    def arriving(self) -> list[Move]:
        return [one for one in self.stops if one.before is None]

    @property
    def leaving(self) -> list[Move]:
        return [one for one in self.stops if one.chainage_m is None]

    @property
    def farthest_m(self) -> float:
        """The longest move of a stop that stays."""
        return max((abs(one.moved_m or 0.0) for one in self.stops), default=0.0)

    @property
    def unmoved(self) -> int:
        return sum(not one.is_noticed for one in self.stops)


def moves(route: Route, alignment: LineString) -> Moves:
    """Measure every stop against another line; each keeps its own place.

    A stop placed by hand keeps its figures and is named, so that somebody looks at it.
    """
    known = {
        (stop.business_id, stop.attraction_id, stop.service_point_id): stop
        for stop in route.stops.select_related("business", "attraction", "service_point")
    }
    candidates = stop_candidates(route, alignment)
    xy = [(point.x, point.y) for _, _, point in candidates]
    located = locate(alignment.coords, xy)
    found = []
    for number, (field, thing, _) in enumerate(candidates):
        stop = known.pop(_key(field, thing), None)
        if stop is not None and stop.is_manual:
            found.append(_kept(stop))
            continue
        offset_m = float(located.offset_m[number])
        near = passages(alignment.coords, xy[number], offset_m + SELF_NEAR_M)
        found.append(
            Move(
                name=str(thing),
                before=stop,
                chainage_m=float(located.chainage_m[number]),
                offset_m=offset_m,
                side=str(located.side[number]),
                is_manual=False,
                is_passed_twice=len(near) > 1 and float(near[-1] - near[0]) > 2 * SELF_NEAR_M,
            )
        )
    found += [_kept(stop) if stop.is_manual else _left(stop) for stop in known.values()]
    order = sorted(found, key=lambda one: (one.chainage_m is None, one.chainage_m or 0.0, one.name))
    return Moves(route.alignment.length, alignment.length, order)


def _key(field: str, thing: Model) -> tuple[int | None, int | None, int | None]:
    """Return what a stop is known by."""
    return (
        thing.pk if field == "business" else None,
        thing.pk if field == "attraction" else None,
        thing.pk if field == "service_point" else None,
    )


def _kept(stop: Stop) -> Move:
    return Move(
        name=str(stop.thing),
        before=stop,
        chainage_m=stop.chainage_m,
        offset_m=stop.offset_m,
        side=stop.side,
        is_manual=True,
        is_passed_twice=False,
    )


def _left(stop: Stop) -> Move:
    return Move(str(stop.thing), stop, None, None, "", is_manual=False, is_passed_twice=False)
