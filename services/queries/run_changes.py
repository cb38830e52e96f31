"""Two runs beside each other: what changed, and which offers and data came or went between."""

from dataclasses import dataclass

from geo.models import Dataset
from services.models import CoverageRun, Offer, Standard
from services.queries.asked import AS_IT_IS, home_costs
from services.queries.home import home_cells
from services.queries.matrix import Matrix, matrix


@dataclass(frozen=True)
class OfferChange:
    """An offer that opened, closed or was otherwise changed between two runs."""

    place_id: int
    name: str
    category: str
    category_slug: str
    what: str  # opened, closed, confirmed or changed
    on: str


@dataclass(frozen=True)
class RunChanges:
    """What differs between an earlier and a later run."""

    before: Matrix
    after: Matrix
    is_comparable: bool  # both measured the same people
    came: tuple[Dataset, ...]
    went: tuple[Dataset, ...]
    offers: tuple[OfferChange, ...]

    def causes(self, standard: Standard, number: int | None) -> tuple[OfferChange, ...]:
        """Return the changed offers that some residents of an area (None: all) got or lost.

        Those are the places nearest to a cell whose cost is another now, before or after. The
        two runs measured the same people, so that their cells stand in the same order.
        """
        mine = [one for one in self.offers if one.category_slug == standard.category.slug]
        if not mine:
            return ()
        home = home_cells(self.after.run)
        then, now = (
            home_costs(one.run, standard.category, standard.metric, AS_IT_IS)[0].nearest
            for one in (self.before, self.after)
        )
        if then.cost.shape != now.cost.shape:
            return tuple(mine)
        other = then.cost[:, 0] != now.cost[:, 0]
        other &= home.residents(standard.group) > 0
        if number is not None:
            other &= home.area == number
        touched = {*then.service[other, 0].tolist(), *now.service[other, 0].tolist()}
        return tuple(one for one in mine if one.place_id in touched)

    @property
    def imports(self) -> tuple[Dataset, ...]:
        """Return the data that came, which may explain what no single offer does."""
        return tuple(one for one in self.came if one.kind != Dataset.Kind.POPULATION)


def compare_runs(first: CoverageRun, second: CoverageRun) -> RunChanges:
    """Compare two runs by the standards of today, the earlier one first."""
    before, after = sorted((first, second), key=lambda one: (one.started_at, one.pk))
    then, now = ({one.pk: one for one in run.datasets.all()} for run in (before, after))
    population = Dataset.Kind.POPULATION
    return RunChanges(
        before=matrix(before),
        after=matrix(after),
        is_comparable={pk for pk, one in then.items() if one.kind == population}
        == {pk for pk, one in now.items() if one.kind == population},
        came=tuple(one for pk, one in now.items() if pk not in then),
        went=tuple(one for pk, one in then.items() if pk not in now),
        offers=tuple(_changed_offers(before, after)),
    )


def _changed_offers(before: CoverageRun, after: CoverageRun) -> list[OfferChange]:
    """Read the offers' history between the two runs; each offer once, by its last change."""
    rows = (
        Offer.history.filter(  # type: ignore[attr-defined]
            history_date__gt=before.started_at, history_date__lte=after.started_at
        )
        .select_related("service_point", "category")
        .order_by("id", "history_date", "history_id")
    )
    found: dict[int, OfferChange] = {}
    for row in rows:
        older = row.prev_record
        found[row.id] = OfferChange(
            place_id=row.service_point_id,
            name=row.service_point.name,
            category=str(row.category.name),
            category_slug=row.category.slug,
            what=_what(older, row),
            on=f"{row.history_date:%Y-%m-%d}",
        )
    return sorted(found.values(), key=lambda one: (one.category_slug, one.name))


def _what(older: object, row: Offer) -> str:
    is_open = row.state == Offer.State.OPEN and row.history_type != "-"  # type: ignore[attr-defined]
    was_open = older is not None and getattr(older, "state", "") == Offer.State.OPEN
    if is_open and not was_open:
        return "opened"
    if was_open and not is_open:
        return "closed"
    if older is not None and getattr(older, "confirmed_on", None) != row.confirmed_on:
        return "confirmed"
    return "changed"
