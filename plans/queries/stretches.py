"""Parts of the roads where something is missing, as a goal may be tied to them."""

from dataclasses import dataclass
from math import floor
from urllib.parse import urlencode

from django.utils.formats import number_format

from route221.models import Route
from route221.queries.missing import MissingStretch, basis, missing_stops
from route221.queries.travellers import road_stops


@dataclass(frozen=True)
class MissingPart:
    """One stretch without an amenity, by which end of the road its kilometres are counted."""

    route: Route
    what: str
    from_chainage_m: float
    to_chainage_m: float

    @property
    def query(self) -> str:
        """The part of an address that names the stretch for the form that ties."""
        # Never beyond the road's end, which the form would refuse.
        ends = (f"{floor(m / 100) / 10:.1f}" for m in (self.from_chainage_m, self.to_chainage_m))
        return urlencode(dict(zip(("sak", "fran", "till_km"), (self.key, *ends), strict=True)))

    @property
    def key(self) -> str:
        """How the form calls the road."""
        return f"route-{self.route.pk}"

    @property
    def words(self) -> str:
        """Its ends in kilometres."""
        ends = (number_format(m / 1000, 1) for m in (self.from_chainage_m, self.to_chainage_m))
        return "{}–{} km".format(*ends)


def part_of(route: Route, stretch: MissingStretch, *, is_backwards: bool = False) -> MissingPart:
    """Name a stretch by the road's own kilometres, whichever way it was read."""
    start_m, end_m = stretch.from_chainage_m, stretch.to_chainage_m
    if is_backwards:
        start_m, end_m = route.alignment.length - end_m, route.alignment.length - start_m
    return MissingPart(route, stretch.limit.get_amenity_display(), start_m, end_m)


def missing_parts() -> list[MissingPart]:
    """Return the stretches of all roads where something is missing, as far as is known."""
    return [
        part_of(route, stretch)
        for route in Route.objects.all()
        for stretch in missing_stops(
            road_stops(route), route.alignment.length, judged_by=basis(route)
        )
        if stretch.is_lacking
    ]
