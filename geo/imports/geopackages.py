"""Tables as GeoPackages, read in batches."""

import struct
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyogrio
import shapely
from django.utils.translation import gettext_noop as _
from pyproj import CRS
from pyproj.exceptions import CRSError

from geo.imports.columns import plain
from geo.imports.errors import Refused
from geo.imports.limits import check_columns
from geo.imports.tables import Row

BATCH = 20_000


class GeoPackage:
    """One layer: the named one, else the one that has the most of the wanted columns."""

    def __init__(self, path: Path, layer: str = "", wanted: frozenset[str] = frozenset()) -> None:
        self.path = path
        _check_length(path)
        try:
            names = [str(name) for name, _kind in pyogrio.list_layers(path)]
            infos = {name: pyogrio.read_info(path, layer=name) for name in names[:100]}
        except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, RuntimeError):
            raise Refused(_("The GeoPackage is damaged: it cannot be read.")) from None
        if layer and layer not in infos:
            raise Refused(
                _("There is no layer %(wanted)s; there are: %(names)s"),
                wanted=layer[:40],
                names=", ".join(names)[:200],
            )
        if not infos:
            raise Refused(_("The GeoPackage holds no layers."))
        self.layer = layer or max(infos, key=lambda one: _fit(infos[one], wanted))
        info = infos[self.layer]
        self.columns = tuple(map(str, info["fields"]))
        check_columns(list(self.columns) or ["geometry"])
        self.count = max(0, int(info["features"]))
        self.crs = _crs(info["crs"])
        self._fid = str(info.get("fid_column") or "")

    def rows(self) -> Iterator[Row]:
        """Yield the features, in the order of their ids."""
        last, seen = -1, 0
        while True:
            where = f'"{self._fid}" > {last}' if self._fid else None
            try:
                meta, fids, wkb, values = pyogrio.raw.read(
                    self.path,
                    layer=self.layer,
                    where=where,
                    skip_features=0 if self._fid else seen,
                    max_features=BATCH,
                    return_fids=True,
                )
            except (
                pyogrio.errors.DataSourceError,
                pyogrio.errors.DataLayerError,
                pyogrio.errors.FeatureError,
                RuntimeError,
                ValueError,
            ):
                raise Refused(_("The GeoPackage is damaged: it cannot be read.")) from None
            if not len(fids):
                break
            names = [str(name) for name in meta["fields"]]
            shapes = _shapes(wkb, len(fids))
            for at, fid in enumerate(fids.tolist()):
                row = {name: _value(column[at]) for name, column in zip(names, values, strict=True)}
                yield Row(str(fid), row, shapes[at])
            last, seen = int(fids.max()), seen + len(fids)
        if seen < self.count:
            raise Refused(_("The file is damaged or cut off."))


def _check_length(path: Path) -> None:
    """See that the file is as long as its own first page says."""
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(100)
    if len(head) < 100:
        raise Refused(_("The file is damaged or cut off."))
    page = struct.unpack(">H", head[16:18])[0]
    page = 65_536 if page == 1 else page
    pages = struct.unpack(">I", head[28:32])[0]
    if page < 512 or (pages and pages * page > size):
        raise Refused(_("The file is damaged or cut off."))


def _fit(info: dict[str, np.ndarray], wanted: frozenset[str]) -> tuple[int, int]:
    return len(wanted & {plain(str(name)) for name in info["fields"]}), int(info["features"])


def _crs(text: str | None) -> CRS | None:
    try:
        return CRS.from_user_input(text) if text else None
    except CRSError:
        return None


def _shapes(wkb: np.ndarray | None, count: int) -> list[shapely.Geometry | None]:
    if wkb is None:
        return [None] * count
    read = shapely.from_wkb(wkb, on_invalid="ignore")
    return list(shapely.force_2d(read))


def _value(value: object) -> object:
    if isinstance(value, np.datetime64):
        return None if np.isnat(value) else value.astype("datetime64[D]").item()
    if isinstance(value, np.generic):
        value = value.item()
    return None if value != value else value
