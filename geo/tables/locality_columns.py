"""Which columns a table of localities may have, and how each is read."""

from django.utils.translation import gettext_noop as _

from geo.imports import values as cells
from geo.imports.columns import Column
from geo.imports.errors import RowProblem
from geo.models import Precision

KINDS = {
    "tatort": "tatort",
    "tätort": "tatort",
    "smaort": "smaort",
    "småort": "smaort",
    "village": "village",
    "by": "village",
}


def code4(value: object) -> str:
    """Read a municipality's code, which spreadsheets rob of its first zero.

    Examples
    --------
    >>> code4(482), code4("0482"), code4("")
    ('0482', '0482', '')
    """
    found = cells.text(value, 10)
    if found and not (found.isdecimal() and len(found) <= 4):
        raise RowProblem(_("“%(text)s” is no municipality code."), text=found)
    return found.zfill(4) if found else ""


def kind_of(value: object) -> str:
    """Read what kind of locality it is."""
    found = cells.text(value, 40).casefold()
    if found and found not in KINDS:
        raise RowProblem(_("“%(text)s” is no kind of locality."), text=found)
    return KINDS.get(found, "")


def precision_of(value: object) -> str:
    """Read how well a position is known."""
    found = cells.text(value, 40).casefold()
    if found and found not in Precision.values:
        raise RowProblem(_("“%(text)s” is no precision."), text=found)
    return found


COLUMNS = (
    Column(
        "name",
        _("name"),
        (
            "tatort",
            "tatortsbeteckning",
            "smaort",
            "smaortsbeteckning",
            "namn",
            "ort",
            "ortnamn",
        ),
        lambda value: cells.text(value, 100),
        required=True,
    ),
    Column(
        "scb_code",
        _("SCB code"),
        ("tatortskod", "tatortkod", "smaortskod", "smaortkod", "code", "kod"),
        lambda value: cells.text(value, 12),
    ),
    Column("kind", _("kind"), ("typ",), kind_of),
    Column(
        "municipality",
        _("municipality's code"),
        ("kommunkod", "kommun", "mun_code", "kommun_kod", "knkod"),
        code4,
    ),
    Column(
        "municipality_name",
        _("municipality's name"),
        ("kommunnamn", "mun_name", "kommun_namn", "knnamn"),
        lambda value: cells.text(value, 80),
    ),
    Column(
        "county",
        _("county"),
        ("lannamn", "lan_name", "lansnamn", "lan_namn"),
        lambda value: cells.text(value, 80),
    ),
    Column(
        "residents",
        _("residents"),
        ("bef", "befolkning", "pop", "folkmangd", "antal_invanare", "beftotalt"),
        cells.count,
    ),
    Column("year", _("year"), ("ar", "referensar", "referenstid", "artal"), cells.year),
    Column(
        "area_ha",
        _("area, ha"),
        ("area", "landareal", "areal", "areal_ha", "landareal_ha"),
        cells.number,
    ),
    Column("precision", _("precision of the position"), (), precision_of),
)
