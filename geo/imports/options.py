"""How one file is to be read, and what is known of where it comes from."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from django.utils.text import slugify


@dataclass(frozen=True)
class Options:
    """What an operator may say about a file; everything has an answer of its own if unsaid.

    Attributes
    ----------
    name : what the file is called
    columns : field → column, beside what is recognised
    crs, encoding, layer : where the file does not tell, or tells wrong
    area : ``sweden`` or ``any``
    prefer_file : let the file win over corrections by hand
    year, kind : where no column says it
    title, publisher, licence, licence_url, url, valid_on : of the dataset
    more : what only one table knows
    """

    name: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    crs: str = ""
    encoding: str = ""
    layer: str = ""
    area: str = ""
    prefer_file: bool = False
    year: int | None = None
    kind: str = ""
    title: str = ""
    publisher: str = ""
    licence: str = ""
    licence_url: str = ""
    url: str = ""
    valid_on: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Give what was said, so that it can be kept."""
        return {name: value for name, value in asdict(self).items() if value not in ("", None)}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> "Options":
        """Take back what was kept.

        Examples
        --------
        >>> Options.from_json(Options(crs="3006", year=2020).as_json()).year
        2020
        """
        known = {name: value for name, value in values.items() if name in cls.__annotations__}
        return cls(**known)


def source_of(path: Path, table: str) -> str:
    """Name a source by its file without year and ending, so that the next year's replaces it.

    Examples
    --------
    >>> source_of(Path("scb_tatorter_2020_wgs84.csv"), "localities")
    'localities-scb-tatorter'
    """
    stem = re.sub(r"(\.osm)?\.\w+$", "", path.name.lower())
    stem = stem.replace("wgs84", " ").replace("sweref99tm", " ").replace("sweref99", " ")
    words = [word for word in re.split(r"[^a-zåäö]+", stem) if word and word != "latest"]
    return slugify("-".join([table, *words]))[:80]
