"""Tables as Excel workbooks (.xlsx), read row by row; formulas are never run nor trusted."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import openpyxl
from django.utils.translation import gettext_noop as _
from pyproj import CRS

from geo.imports.errors import Refused
from geo.imports.limits import MOST_CELL_CHARS, MOST_COLUMNS, MOST_ROWS, check_columns, check_zip
from geo.imports.tables import Row


class Workbook:
    """One sheet of a workbook: the named one, else the first that has a header."""

    crs: CRS | None = None
    count = 0

    def __init__(self, path: Path, sheet: str = "") -> None:
        self.path = path
        if "xl/workbook.xml" not in check_zip(path):
            raise Refused(_("This is a packed file, not a workbook. Unpack it first."))
        self.columns, self.sheet = self._choose(sheet)

    def rows(self) -> Iterator[Row]:
        """Yield the rows under the header; blank ones are passed over."""
        for number, cells in enumerate(islice(self._cells(self.sheet), 1, None), start=2):
            if number > MOST_ROWS:
                raise Refused(_("The file has more than %(most)s rows."), most=MOST_ROWS)
            formula = next((c for c in cells if getattr(c, "data_type", "") == "f"), None)
            values = {
                name: _plain(cell)
                for name, cell in zip(self.columns, cells, strict=False)
                if name and cell.value is not None
            }
            if not values:
                continue
            if formula is not None:
                words = _("Cell %(cell)s holds a formula. Paste its value instead.")
                yield Row(str(number), values, None, words, {"cell": formula.coordinate})
            elif any(isinstance(v, str) and len(v) > MOST_CELL_CHARS for v in values.values()):
                yield Row(str(number), {}, None, _("A cell is far too long."))
            else:
                yield Row(str(number), values)

    def _choose(self, wanted: str) -> tuple[tuple[str, ...], str]:
        names = self._sheets()
        if wanted and wanted not in names:
            raise Refused(
                _("There is no sheet %(wanted)s; there are: %(names)s"),
                wanted=wanted[:40],
                names=", ".join(names)[:200],
            )
        for name in [wanted] if wanted else names:
            header = next(self._cells(name), ())
            cells = ["" if c.value is None else str(c.value).strip() for c in header]
            while cells and not cells[-1]:
                cells.pop()
            if cells:
                check_columns(cells)
                return tuple(cells), name
        raise Refused(_("The file has no columns."))

    def _sheets(self) -> list[str]:
        book = self._open()
        try:
            return [sheet.title for sheet in book.worksheets]
        finally:
            book.close()

    def _open(self) -> Any:
        try:
            return openpyxl.load_workbook(self.path, read_only=True, keep_links=False)
        except Exception:
            # The library says many things of a damaged book; to its owner they are one.
            raise Refused(_("The workbook is damaged: it cannot be read.")) from None

    def _cells(self, name: str) -> Iterator[tuple[Any, ...]]:
        book = self._open()
        try:
            sheet = book[name]
            # What a sheet claims of its own size is not to be trusted.
            sheet.reset_dimensions()
            yield from sheet.iter_rows(max_col=MOST_COLUMNS + 1)
        except Refused:
            raise
        except Exception:
            raise Refused(_("The workbook is damaged: it cannot be read.")) from None
        finally:
            book.close()


def _plain(cell: Any) -> object:
    value = cell.value
    return value.strip() if isinstance(value, str) else value
