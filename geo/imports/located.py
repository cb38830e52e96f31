"""Where a row lies: coordinate system, order of axes and area checked, in EPSG:3006."""

from collections import Counter
from collections.abc import Mapping
from functools import cached_property

import numpy as np
import shapely
from django.utils.translation import gettext_noop as _
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError

from geo.imports.columns import Column
from geo.imports.coordinates import SWEREF99_TM
from geo.imports.errors import Refused, RowProblem
from geo.imports.roads import AREAS
from geo.imports.values import coordinate

POSITION = (
    Column(
        "lon",
        _("longitude"),
        ("longitude", "longitud", "lng", "long", "wgs84_lon", "x_wgs84", "lon_wgs84"),
        coordinate,
    ),
    Column(
        "lat",
        _("latitude"),
        ("latitude", "latitud", "wgs84_lat", "y_wgs84", "lat_wgs84"),
        coordinate,
    ),
    Column(
        "x",
        _("easting, m"),
        ("easting", "e", "ost", "ostlig", "x_koord", "xkoord", "e_koord", "sweref_e", "sweref99_e"),
        coordinate,
    ),
    Column(
        "y",
        _("northing, m"),
        ("northing", "n", "norr", "nord", "y_koord", "ykoord", "n_koord", "sweref_n", "sweref99_n"),
        coordinate,
    ),
    Column("wkt", _("geometry as text"), ("geom", "geometry", "the_geom", "wkt_geom"), str),
)
DEGREES = CRS.from_epsg(4326)
METRES = CRS.from_epsg(SWEREF99_TM)
TURNED = _("positions with exchanged axes, turned")
EXACT_MM = 3


class Placer:
    """Brings the positions of one file to EPSG:3006 metres.

    Parameters
    ----------
    crs : the file's own, or the one given by hand, which wins
    area : ``sweden`` or ``any``
    notes : counts what was done to positions
    """

    def __init__(
        self, crs: CRS | None, given: str, area: str, notes: Counter[str] | None = None
    ) -> None:
        self.crs = named_crs(given) if given else crs
        self.area = area
        self.notes = Counter() if notes is None else notes

    def point(
        self, values: Mapping[str, object], geometry: shapely.Geometry | None
    ) -> tuple[float, float] | None:
        """Find a row's point: from columns, else from its geometry; None where it has none.

        Raises
        ------
        RowProblem
            If it is not finite, only half there, or outside the area.
        """
        pair = self._columns(values)
        if pair is not None:
            return self._placed(*pair)
        shape = self.shape(values, geometry)
        if shape is None:
            return None
        if shape.geom_type.endswith("LineString"):
            raise RowProblem(_("The geometry is a line, neither a point nor an area."))
        point = shape if shape.geom_type == "Point" else shape.representative_point()
        return round(point.x, EXACT_MM), round(point.y, EXACT_MM)

    def shape(
        self, values: Mapping[str, object], geometry: shapely.Geometry | None
    ) -> shapely.Geometry | None:
        """Bring a row's geometry to metres; None where it has none.

        Raises
        ------
        RowProblem
            If it is empty of sense, or outside the area.
        """
        crs = self.crs or DEGREES
        if geometry is None and values.get("wkt"):
            try:
                geometry = shapely.force_2d(shapely.from_wkt(str(values["wkt"])))
            except (shapely.errors.ShapelyError, ValueError):
                raise RowProblem(_("The geometry cannot be read.")) from None
        if geometry is None or geometry.is_empty:
            return None
        xy = shapely.get_coordinates(geometry)
        if not np.isfinite(xy).all():
            raise RowProblem(_("A coordinate is not a number."))
        turned = self._transformed(crs, xy)
        if not self._inside(turned).all():
            flipped = self._transformed(crs, xy[:, ::-1])
            if self.area in AREAS and self._inside(flipped).all():
                self.notes[TURNED] += 1
                turned = flipped
            else:
                self._refuse(xy[0])
        return shapely.set_coordinates(shapely.from_wkb(shapely.to_wkb(geometry)), turned)

    def _columns(self, values: Mapping[str, object]) -> tuple[CRS, float, float] | None:
        for first, second, usual in (("lon", "lat", DEGREES), ("x", "y", METRES)):
            a, b = values.get(first), values.get(second)
            if a is None and b is None:
                continue
            if a is None or b is None:
                raise RowProblem(_("Only one of the two coordinates is given."))
            crs = self.crs or usual
            # A file may hold both: degrees are degrees, whatever system the metres are in.
            if first == "lon" and not crs.is_geographic:
                crs = DEGREES
            if first == "x" and crs.is_geographic and (abs(float(a)) > 400 or abs(float(b)) > 400):  # type: ignore[arg-type]
                crs = METRES
            return crs, float(a), float(b)  # type: ignore[arg-type]
        return None

    def _placed(self, crs: CRS, a: float, b: float) -> tuple[float, float]:
        xy = np.array([(a, b)])
        found = self._transformed(crs, xy)
        if not self._inside(found).all():
            flipped = self._transformed(crs, xy[:, ::-1])
            if self.area in AREAS and self._inside(flipped).all():
                self.notes[TURNED] += 1
                found = flipped
            else:
                self._refuse(xy[0])
        return round(float(found[0, 0]), EXACT_MM), round(float(found[0, 1]), EXACT_MM)

    def _transformed(self, crs: CRS, xy: np.ndarray) -> np.ndarray:
        if crs.is_geographic and (np.abs(xy) > (180, 90)).any():
            return np.full_like(xy, np.inf)
        if crs.to_epsg() == SWEREF99_TM:
            return xy
        x, y = self._transformer(crs).transform(xy[:, 0], xy[:, 1])
        return np.column_stack((x, y))

    def _transformer(self, crs: CRS) -> Transformer:
        key = crs.to_wkt()
        if key not in self._transformers:
            self._transformers[key] = Transformer.from_crs(crs, SWEREF99_TM, always_xy=True)
        return self._transformers[key]

    @cached_property
    def _transformers(self) -> dict[str, Transformer]:
        return {}

    def _inside(self, xy: np.ndarray) -> np.ndarray:
        finite = np.isfinite(xy).all(axis=1)
        if self.area not in AREAS:
            return np.asarray(finite)
        west, south, east, north = AREAS[self.area]
        x, y = xy.T
        return np.asarray(
            finite & (x >= west) & (x <= east) & (y >= south) & (y <= north), np.bool_
        )

    def _refuse(self, xy: np.ndarray) -> None:
        a, b = (f"{value:.6g}" for value in xy)
        if 1_000_000 < min(xy) < 2_000_000 and 6_000_000 < max(xy) < 8_000_000:
            raise RowProblem(
                _("(%(a)s, %(b)s) looks like RT 90; say that the system is EPSG:3021."), a=a, b=b
            )
        if self.area in AREAS:
            raise RowProblem(_("(%(a)s, %(b)s) lies outside Sweden."), a=a, b=b)
        raise RowProblem(_("(%(a)s, %(b)s) is no position."), a=a, b=b)


def named_crs(name: str) -> CRS:
    """Find a coordinate system by its name or number.

    Raises
    ------
    Refused
        If there is none.

    Examples
    --------
    >>> named_crs("3006").to_epsg(), named_crs("EPSG:4326").is_geographic
    (3006, True)
    """
    try:
        return CRS.from_user_input(int(name) if name.isdecimal() else name)
    except (CRSError, OverflowError):
        raise Refused(_("The coordinate system %(name)s is not known."), name=name[:60]) from None


def degrees_of(xy: tuple[float, float]) -> tuple[float, float]:
    """Bring metres to longitude and latitude with seven decimals, about a centimetre.

    Examples
    --------
    >>> degrees_of((500_000.0, 6_540_000.0))
    (15.0, 58.9995329)
    """
    lon, lat = _BACK.transform(*xy)
    return round(lon, 7), round(lat, 7)


_BACK = Transformer.from_crs(SWEREF99_TM, 4326, always_xy=True)


def as_multipolygon(shape: shapely.Geometry | None) -> shapely.Geometry:
    """Make one multipolygon of an area, mending what crosses itself.

    Raises
    ------
    RowProblem
        If it is no area.
    """
    if shape is None:
        raise RowProblem(_("There is no boundary."))
    if not shape.is_valid:
        shape = shapely.make_valid(shape)
    parts = [
        part for part in shapely.get_parts(shape, return_index=False) if part.geom_type == "Polygon"
    ]
    parts += [
        inner
        for part in shapely.get_parts(shape)
        if part.geom_type == "MultiPolygon"
        for inner in part.geoms
    ]
    if not parts:
        raise RowProblem(_("The geometry is no area."))
    return shapely.MultiPolygon(parts)
