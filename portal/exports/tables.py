"""A table on its way out: what it says, what it rests on, and its spreadsheet forms."""

import csv
import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import xlsxwriter
from django.http import HttpResponse

Value = str | int | float | None
# What a spreadsheet would take for a formula, a command or a field of its own.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
LONGEST_CELL = 32_000
COUNT = re.compile("0|[1-9]\\d{0,2}(\N{NO-BREAK SPACE}\\d{3})*")


@dataclass(frozen=True)
class Table:
    """Rows with their headings; `notes` say run, sources and date, and go with every form of it.

    `points` are EPSG:3006 positions of the rows, None where a row has none; `classes` colour them.
    `drawing` is the plot or map that says the same (SVG), and then its picture.
    """

    name: str
    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Value]]
    notes: Sequence[str]
    points: Sequence[tuple[float, float] | None] = field(default=())
    classes: Sequence[str] = field(default=())
    drawing: str = ""

    @property
    def kinds(self) -> tuple[str, ...]:
        """The files it can be had as."""
        has_points = any(self.points)
        return (
            "xlsx",
            "csv",
            *(("gpkg",) if has_points else ()),
            *(("png",) if has_points or self.drawing else ()),
            "pdf",
        )


def harmless(value: Value) -> Value:
    """Return what no spreadsheet runs: a text that could be a formula gets an apostrophe."""
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return value


def as_csv(table: Table) -> bytes:
    """Write semicolon-separated UTF-8, as Swedish spreadsheets open it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";")
    writer.writerow([harmless(one) for one in table.columns])
    for row in table.rows:
        writer.writerow(["" if one is None else harmless(one) for one in row])
    writer.writerow([])
    for note in (table.title, *table.notes):
        writer.writerow([harmless(note)])
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(table: Table) -> bytes:
    """Write a workbook: the table, under it what it rests on; no cell is a formula or a link."""
    out = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"title": table.title})
        bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        heading = book.add_format({"bold": True, "font_size": 13})
        sheet = book.add_worksheet(table.name[:31])
        sheet.write_string(0, 0, table.title, heading)
        for number, name in enumerate(table.columns):
            sheet.write_string(2, number, str(harmless(name)), bold)
            longest = max([len(name), *(len(str(row[number])) for row in table.rows)], default=8)
            sheet.set_column(number, number, min(max(longest + 1, 8), 60))
        for line, row in enumerate(table.rows, start=3):
            for number, value in enumerate(row):
                if isinstance(value, str) and COUNT.fullmatch(value):
                    # Written for readers; a spreadsheet adds it up.
                    sheet.write_number(line, number, int(value.replace("\N{NO-BREAK SPACE}", "")))
                elif isinstance(value, str):
                    sheet.write_string(line, number, str(harmless(value))[:LONGEST_CELL])
                elif value is not None:
                    sheet.write_number(line, number, value)
        for line, note in enumerate(table.notes, start=4 + len(table.rows)):
            sheet.write_string(line, 0, str(harmless(note)))
        sheet.freeze_panes(3, 1)
    return out.getvalue()


def answer(table: Table, kind: str) -> HttpResponse | None:
    """Answer with the table as a file of this kind; None for a kind that it has not."""
    from portal.exports.drawn import drawing_png
    from portal.exports.geopackage import as_geopackage
    from portal.exports.picture import as_png
    from portal.exports.table_paper import as_pdf

    writers: dict[str, tuple[str, Callable[[Table], bytes]]] = {
        "csv": ("text/csv; charset=utf-8", as_csv),
        "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", as_xlsx),
        "pdf": ("application/pdf", as_pdf),
    }
    if any(table.points):
        writers["gpkg"] = ("application/geopackage+sqlite3", as_geopackage)
        writers["png"] = ("image/png", as_png)
    if table.drawing:
        writers["png"] = (
            "image/png",
            lambda one: drawing_png(one.drawing, one.title, one.notes),
        )
    if kind not in writers:
        return None
    media_type, write = writers[kind]
    response = HttpResponse(write(table), content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{table.name}.{kind}"'
    return response
