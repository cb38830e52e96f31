"""What every table has in common whose rows come and go with their dataset."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

from django.db.models import Model

from geo.imports.columns import Column, aliases_of, match_columns
from geo.imports.options import Options
from geo.imports.planning import REJECTED, Change
from geo.imports.tables import Table, open_table
from geo.models import Dataset
from geo.tables.living import Progress, remembered

MOST_SHOWN = 500
# In files that were taken out of the portal: whose rows they are.
OWN_SOURCE = "portal_source"


@dataclass
class Loaded:
    """What loading a file did: counts by kind, examples of each, and rows that cannot be used."""

    counts: Counter[str] = field(default_factory=Counter)
    notes: Counter[str] = field(default_factory=Counter)
    changes: list[Change] = field(default_factory=list)

    def reject(self, change: Change) -> None:
        """Count a row that cannot be used, and show it if not too many are shown already."""
        self.counts[REJECTED] += 1
        if self.counts[REJECTED] <= MOST_SHOWN:
            self.changes.append(change)


class SwappedTable:
    """A table that an import fills anew under its own dataset, beside the one in use."""

    slug: ClassVar[str]
    kind: ClassVar[Any]
    title: ClassVar[str]
    model: ClassVar[type[Model]]
    columns: ClassVar[tuple[Column, ...]]
    positions: ClassVar[tuple[Column, ...]] = ()
    formats: ClassVar[tuple[str, ...]] = ("csv", "xlsx")

    def every_column(self) -> tuple[Column, ...]:
        """All columns that are looked for."""
        return (*self.columns, *self.positions)

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
            self.every_column(),
            header,
            remembered(self.slug, header) | dict(options.columns),
        )

    def filled(self, path: Path, options: Options) -> Options:
        """Add to what was said of a file what goes without saying."""
        return options

    def is_same_file(self, path: Path, before: Dataset | None, checksum: str) -> bool:
        """Whether nothing can have changed, so that the file need not be read."""
        return False

    def load(
        self, path: Path, options: Options, dataset: Dataset, loaded: Loaded, progress: Progress
    ) -> None:
        """Write every usable row of a file under its dataset."""
        raise NotImplementedError

    def compare(self, new: Dataset, before: Dataset | None, loaded: Loaded) -> None:
        """Count, and show some of, what the new version adds, changes and no longer has."""
        raise NotImplementedError

    def count(self, dataset: Dataset) -> int:
        """Count the rows of a version."""
        return self.model._default_manager.filter(dataset=dataset).count()

    def drop(self, dataset: Dataset) -> None:
        """Take away the rows of a version that is no longer kept."""
        self.model._default_manager.filter(dataset=dataset)._raw_delete("default")

    def tidy(self, dataset: Dataset) -> None:
        """After an undo, take away what only that version needed."""

    def own_source(self, path: Path, options: Options) -> str:
        """Tell from which source a file was taken out of the portal, "" where it was not."""
        table = self.open(path, options)
        if OWN_SOURCE not in table.columns:
            return ""
        first = next(iter(table.rows()), None)
        said = str(first.values.get(OWN_SOURCE) or "") if first else ""
        return said if said in self.sources() else ""

    def sources(self) -> list[str]:
        """Name the sources in use; each is taken out, and in again, by itself."""
        active = Dataset.objects.filter(kind=self.kind, is_active=True)
        return list(active.order_by("slug").values_list("slug", flat=True))

    def export(self, source: str) -> Iterator[dict[str, Any]]:
        """Yield every row of a source, under the names of the columns, to be read again."""
        raise NotImplementedError
