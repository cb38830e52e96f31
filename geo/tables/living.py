"""What every table has in common whose rows live on from import to import."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, ClassVar

from django.conf import settings
from django.db.models import Model, ProtectedError, RestrictedError
from django.utils.translation import gettext_noop as _

from geo.imports.columns import Column, aliases_of, header_key, match_columns, parsed, require
from geo.imports.errors import Refused, RowProblem
from geo.imports.limits import MOST_CELL_CHARS
from geo.imports.located import POSITION, Placer
from geo.imports.options import Options
from geo.imports.planning import REJECTED, Base, Change, Item, Known, Values, same
from geo.imports.spool import Spool
from geo.imports.tables import Row, Table, open_table
from geo.imports.values import whole
from geo.models import ColumnMapping, Dataset

Progress = Callable[[str, int, int], None]
EVERY = 500
MOST_ITEMS = 500_000
# In files that were taken out of the portal: which of its rows each row is.
OWN_ID = Column("portal_id", _("the portal's own id"), ("portal_id",), whole)
TWICE = _("The id %(key)s stands on row %(row)s already.")
USED = _("something else refers to it")
NOT_THEIRS = _("It lies in a municipality that your role does not cover.")


class LivingTable:
    """A table whose rows are added and changed in place, never swapped or deleted.

    A concrete table says which columns it takes, makes an `Item` of a row, and reads and writes
    its model.
    """

    slug: ClassVar[str]
    kind: ClassVar[Any]
    title: ClassVar[str]
    model: ClassVar[type[Model]]
    columns: ClassVar[tuple[Column, ...]]
    positions: ClassVar[tuple[Column, ...]] = POSITION
    formats: ClassVar[tuple[str, ...]] = ("csv", "xlsx", "geojson", "gpkg")
    # Models whose rows name the dataset they belong to.
    of_dataset: ClassVar[tuple[type[Model], ...]]
    # Whether population squares are counted by where its rows lie.
    counts_people: ClassVar[bool] = False
    # Whether a file is the correction, whatever was corrected by hand before.
    file_wins: ClassVar[bool] = False

    @staticmethod
    def is_same(name: str, one: Any, other: Any) -> bool:
        """Whether two values of a field are the same but for rounding."""
        return same(name, one, other)

    # --- Reading ---------------------------------------------------------------------------

    def every_column(self) -> tuple[Column, ...]:
        """All columns that are looked for, the portal's own id first."""
        return (OWN_ID, *self.columns, *self.positions)

    def open(self, path: Path, options: Options) -> Table:
        """Open a file as this table would."""
        return open_table(
            path,
            name=options.name,
            encoding=options.encoding,
            layer=options.layer,
            wanted=aliases_of(self.every_column()),
        )

    def mapping(self, header: tuple[str, ...], options: Options) -> dict[str, str]:
        """Match a header with the fields: by hand, as last time, or by name."""
        return match_columns(
            self.every_column(), header, remembered(self.slug, header) | dict(options.columns)
        )

    def read(
        self, path: Path, options: Options, notes: Counter[str], progress: Progress
    ) -> tuple[Spool[Item], Spool[Change]]:
        """Read and validate a file: what it says of each thing, and which rows are unusable."""
        table = self.open(path, options)
        mapping = self.mapping(table.columns, options)
        require(self.columns, mapping)
        placer = Placer(table.crs, options.crs, options.area or settings.PORTAL_AREA, notes)
        self.prepare(options)
        items: Spool[Item] = Spool()
        rejected: Spool[Change] = Spool()
        gathering = self.gathering(items)
        for number, row in enumerate(table.rows(), start=1):
            if number % EVERY == 0:
                progress("read", number, table.count)
            if len(items) >= MOST_ITEMS:
                raise Refused(_("The file has more than %(most)s rows."), most=MOST_ITEMS)
            try:
                twice = gathering.add(self.item_of(row, mapping, placer, options))
            except RowProblem as problem:
                rejected.append(rejection(row, problem))
            else:
                if twice is not None:
                    rejected.append(twice)
        return items, rejected

    def item_of(self, row: Row, mapping: dict[str, str], placer: Placer, options: Options) -> Item:
        """Make an item of one row.

        Raises
        ------
        RowProblem
            If the row cannot be used.
        """
        if row.problem:
            raise RowProblem(row.problem, **row.params)
        return self.item(row, parsed(self.every_column(), mapping, row.values), placer, options)

    def prepare(self, options: Options) -> None:
        """Look up once what every row needs."""

    def item(self, row: Row, values: Values, placer: Placer, options: Options) -> Item:
        """Make an item of one row's values."""
        raise NotImplementedError

    def gathering(self, items: Spool[Item]) -> "Gathering":
        """Say how the rows of a file come to speak of each thing once."""
        return Gathering(items)

    def settled(self, item: Item) -> Item:
        """Look at an item once all rows are read."""
        return item

    def own_source(self, path: Path, options: Options) -> str:
        """Tell whose next version a file is, "" where only its name tells."""
        return ""

    # --- The database ----------------------------------------------------------------------

    def known(self, keys: Collection[int] | None = None) -> Iterator[Known]:
        """Yield everything that is there, or the rows of these keys."""
        raise NotImplementedError

    def not_theirs(self, keys: Collection[int], options: Options) -> set[int]:
        """Name the rows that whoever imports may not touch: they lie where no role reaches."""
        return set()

    def looks_for_missing(self, items: Sequence[Item]) -> bool:
        """Whether what is not in the file has disappeared from its source."""
        return True

    def vanish(self, one: Known, base: Base) -> Values:
        """What to set on a thing that its source no longer has."""
        return {}

    def add(self, changes: Sequence[Change], dataset: Dataset, by: Any, why: str) -> list[int]:
        """Make new rows; return their keys in the same order."""
        raise NotImplementedError

    def change(self, values: dict[int, Values], dataset: Dataset | None, by: Any, why: str) -> None:
        """Write fields of rows that are there; what they make anew belongs to the dataset."""
        raise NotImplementedError

    def remove(self, keys: Sequence[int], by: Any, why: str) -> dict[int, str]:
        """Take away rows that an undone import made; return those that must stay, and why."""
        stay = {}
        for row in self.model._default_manager.filter(pk__in=keys):
            row._change_reason = why
            row._history_user = by
            try:
                row.delete()
            except (ProtectedError, RestrictedError):
                stay[row.pk] = USED
        return stay

    def declare(self, options: Options, changes: Sequence[Change]) -> dict[str, Any]:
        """Write what goes with an import beside its rows; return what undoes it."""
        return {}

    def undeclare(self, declared: dict[str, Any]) -> None:
        """Undo what `declare` wrote."""

    def tidy(self, dataset: Dataset) -> None:
        """After an undo, take away what only that dataset needed."""

    # --- Out again -------------------------------------------------------------------------

    def export(self) -> Iterator[dict[str, Any]]:
        """Yield every row, under the names of the columns, as it would be read again."""
        raise NotImplementedError


class Gathering:
    """Sees that each thing stands once; the first row wins."""

    def __init__(self, items: Spool[Item]) -> None:
        self.items = items
        self._rows: dict[str, int] = {}

    def add(self, item: Item) -> Change | None:
        """Take an item in, or return it rejected."""
        key = item.key or (f"own {item.own_id}" if item.own_id else "")
        if key and key in self._rows:
            return twice(item, self.items[self._rows[key]])
        if key:
            self._rows[key] = len(self.items)
        self.items.append(item)
        return None


def twice(item: Item, other: Item) -> Change:
    """Reject an item of which another row speaks already."""
    params = {"key": item.key or item.own_id, "row": other.row}
    return Change(REJECTED, item.row, item.key, item.name, reason=TWICE, params=params, xy=item.xy)


def rejection(row: Row, problem: RowProblem) -> Change:
    """Note a row that cannot be used, with what it says, as far as that helps to find it."""
    words = (str(value) for value in row.values.values() if value not in (None, ""))
    label = " · ".join(word[:40] for word in islice(words, 3) if len(word) < MOST_CELL_CHARS)
    return Change(REJECTED, row.number, label=label, reason=problem.message, params=problem.params)


def remembered(table: str, header: tuple[str, ...]) -> dict[str, str]:
    """Give the columns that were chosen by hand for this header, as far as it still has them."""
    saved = ColumnMapping.objects.filter(table=table, header=header_key(header)).first()
    chosen: dict[str, str] = saved.columns if saved else {}
    return {name: column for name, column in chosen.items() if not column or column in header}
