"""Tables as text with commas, semicolons or tabs between, in whatever encoding they come."""

import codecs
import csv
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext_noop as _
from pyproj import CRS

from geo.imports.errors import Refused
from geo.imports.limits import MOST_HEADER_CHARS, MOST_ROWS, check_columns
from geo.imports.tables import Row

DELIMITERS = ",;\t|"
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
BLOCK = 1 << 20


class Delimited:
    """A text file with a header; its encoding and delimiter are found out.

    Examples
    --------
    >>> from tempfile import NamedTemporaryFile
    >>> file = NamedTemporaryFile(suffix=".csv")
    >>> _ = file.write("namn;år\\r\\nMellösa;2020\\r\\n".encode("cp1252")); file.flush()
    >>> table = Delimited(Path(file.name))
    >>> table.columns, table.encoding, [dict(row.values) for row in table.rows()]
    (('namn', 'år'), 'cp1252', [{'namn': 'Mellösa', 'år': '2020'}])
    """

    crs: CRS | None = None
    count = 0

    def __init__(self, path: Path, encoding: str = "") -> None:
        self.path = path
        self.encoding = _known(encoding) if encoding else encoding_of(path)
        self.delimiter = _delimiter(self._head())
        first = next(self._cells(), [])
        names = [cell.strip() for cell in first]
        while names and not names[-1]:
            names.pop()
        check_columns(names)
        self.columns = tuple(names)

    def rows(self) -> Iterator[Row]:
        """Yield the rows under the header; blank ones are passed over."""
        cells = self._cells()
        next(cells, None)
        for number, row in enumerate(cells, start=2):
            if number > MOST_ROWS:
                raise Refused(_("The file has more than %(most)s rows."), most=MOST_ROWS)
            if not any(cell.strip() for cell in row):
                continue
            values = dict(zip(self.columns, row, strict=False))
            values.pop("", None)
            if any(cell.strip() for cell in row[len(self.columns) :]):
                params = {"count": len(row), "columns": len(self.columns)}
                words = _("The row has %(count)s cells, but the header has %(columns)s.")
                yield Row(str(number), values, None, words, params)
            else:
                yield Row(str(number), values)

    def _head(self) -> str:
        with self.path.open(encoding=self.encoding, newline="") as file:
            head = file.read(MOST_HEADER_CHARS)
        lines = head.splitlines()
        if len(lines) < 2 and len(head) == MOST_HEADER_CHARS:
            raise Refused(_("The first line is longer than any header."))
        return lines[0] if lines else ""

    def _cells(self) -> Iterator[list[str]]:
        try:
            with self.path.open(encoding=self.encoding, newline="") as file:
                yield from csv.reader(file, delimiter=self.delimiter, strict=False)
        except csv.Error as error:
            raise Refused(_("The text is no table: %(why)s"), why=str(error)) from None
        except UnicodeError:
            raise Refused(_("The text is not in the encoding %(name)s."), name=self.encoding) from (
                None
            )


def encoding_of(path: Path) -> str:
    """Find out whether text is UTF-8, UTF-16 with a mark, or Windows-1252.

    Raises
    ------
    Refused
        If it is none of them.
    """
    with path.open("rb") as file:
        head = file.read(4)
        for mark, name in MARKS:
            if head.startswith(mark):
                return name
        file.seek(0)
        utf8 = codecs.getincrementaldecoder("utf-8")()
        is_utf8 = True
        while block := file.read(BLOCK):
            if b"\0" in block:
                raise Refused(_("The file is neither text nor any other format that can be read."))
            if is_utf8:
                try:
                    utf8.decode(block)
                except UnicodeDecodeError:
                    is_utf8 = False
            if not is_utf8:
                try:
                    block.decode("cp1252")
                except UnicodeDecodeError:
                    raise Refused(_("The text is neither UTF-8 nor Windows-1252.")) from None
    return "utf-8" if is_utf8 else "cp1252"


def _known(name: str) -> str:
    try:
        found = codecs.lookup(name)
    except (LookupError, ValueError):
        found = None
    if found is None or not found._is_text_encoding:  # type: ignore[attr-defined]
        raise Refused(_("There is no encoding called %(name)s."), name=name[:40])
    return "utf-8-sig" if found.name == "utf-8" else found.name


def _delimiter(line: str) -> str:
    """Choose the mark that most often stands outside quotes."""
    outside = "".join(line.split('"')[::2])
    return max(DELIMITERS, key=outside.count)
