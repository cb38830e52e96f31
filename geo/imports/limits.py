"""How much of a file is read before it is refused: no file may take the machine down."""

import zipfile
from pathlib import Path

from django.utils.translation import gettext_noop as _

from geo.imports.errors import Refused

MOST_COLUMNS = 400
MOST_HEADER_CHARS = 64_000
MOST_CELL_CHARS = 131_072
MOST_FEATURE_CHARS = 32_000_000
MOST_UNZIPPED_BYTES = 600_000_000
MOST_RATIO = 150
MOST_PARTS = 10_000
MOST_ROWS = 10_000_000


def check_columns(names: list[str]) -> None:
    """Refuse a header that no table has.

    Raises
    ------
    Refused
        If there are none, too many, or two of one name.
    """
    if not any(names):
        raise Refused(_("The file has no columns."))
    if len(names) > MOST_COLUMNS:
        raise Refused(
            _("The file has %(count)s columns; at most %(most)s are read."),
            count=len(names),
            most=MOST_COLUMNS,
        )
    seen: set[str] = set()
    for name in names:
        if name and name.casefold() in seen:
            raise Refused(_("The column “%(name)s” stands twice."), name=name[:80])
        seen.add(name.casefold())


def check_zip(path: Path) -> list[str]:
    """Name the parts of a zip file that is no bomb.

    Raises
    ------
    Refused
        If it cannot be read, or would unpack to more than is sensible.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, OverflowError):
        raise Refused(_("The file is damaged: it cannot be unpacked.")) from None
    unpacked = sum(part.file_size for part in parts)
    packed = max(1, path.stat().st_size)
    is_bomb = unpacked > MOST_UNZIPPED_BYTES or (
        unpacked > 20_000_000 and unpacked / packed > MOST_RATIO
    )
    if len(parts) > MOST_PARTS or is_bomb:
        raise Refused(_("The file would unpack to far more than it should; it is not opened."))
    return [part.filename for part in parts]
