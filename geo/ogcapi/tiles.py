"""Vector tiles of a collection by ST_AsMVT: generalised by zoom, thinned at low zooms."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any

from django.contrib.gis.db.models import GeometryField
from django.contrib.gis.db.models.functions import Transform
from django.contrib.gis.geos import Polygon
from django.db import connection
from django.db.models import F, Func, QuerySet

from geo.ogcapi import pyramid
from geo.ogcapi.bounded import fetched
from geo.ogcapi.collection import ModelCollection
from geo.ogcapi.errors import NoSuchTile
from geo.ogcapi.freshness import State, state
from geo.ogcapi.sources import attribution_of

MOST_ZOOM = 22
WEB = 3857
BUFFER = 64  # of 4,096: symbols reach across a tile's edge


@dataclass(frozen=True)
class TileLayer:
    """A collection as vector tiles.

    Parameters
    ----------
    properties : which of the collection's properties a tile carries; each needs a column
    is_thinned : points that are counted in a pyramid below zoom 10
    sums : property to column, added up in the pyramid
    web_geometry : an indexed field that holds the position in EPSG:3857, if there is one:
        projecting a full tile takes about as long as all the rest of it
    round_to : protected sums are published in steps of this, and withheld below it
    least_zoom : tiles of lower zooms are empty
    chosen : takes the rows and the zoom, and keeps those that a tile has room for
    """

    collection: ModelCollection
    properties: tuple[str, ...]
    is_thinned: bool = False
    sums: Mapping[str, str] = field(default_factory=dict)
    round_to: int = 0
    web_geometry: str = ""
    least_zoom: int = 0
    chosen: Callable[[QuerySet[Any], int], QuerySet[Any]] = lambda rows, _: rows

    @property
    def id(self) -> str:
        """The layer is called like its collection."""
        return self.collection.id

    def state(self) -> State:
        """Name the state of the data."""
        return state(self.collection.tables)

    def tile(self, zoom: int, x: int, y: int) -> bytes:
        """Return one tile, empty where there is nothing.

        Raises
        ------
        NoSuchTile
            If there is no such place in the tiling.
        """
        if zoom > MOST_ZOOM or x >= 2**zoom or y >= 2**zoom:
            raise NoSuchTile
        if zoom < self.least_zoom:
            return b""
        if self.is_thinned and zoom <= pyramid.TOP_ZOOM:
            named = {"placed": self._web(self.collection.geometry)}
            named |= {f"sum_{number}": F(one) for number, one in enumerate(self.sums.values())}
            rows = self.collection.queryset().annotate(**named).values_list(*named)
            pyramid.prepare(self.id, self.state().version, rows, len(self.sums))
            return pyramid.tile(self.id, zoom, x, y, list(self.sums), self.round_to)
        return self._drawn(zoom, x, y)

    def _drawn(self, zoom: int, x: int, y: int) -> bytes:
        geometry: Any = self.collection.geometry
        envelope = f"ST_TileEnvelope({zoom},{x},{y})"
        srid = WEB if self.web_geometry else self.collection.srid
        rows = self.chosen(self.collection.queryset(), zoom).filter(
            **{f"{self.web_geometry or geometry}__bboverlaps": _around(zoom, x, y, srid)}
        )
        if zoom < 14 and not self.collection.is_points and not self.web_geometry:
            tolerance_m = 2 * pyramid.HALF_WORLD_M / 2**zoom / 4096
            geometry = Func(
                geometry,
                template=f"ST_Simplify(%(expressions)s, {tolerance_m!r}, true)",
                output_field=GeometryField(srid=self.collection.srid),
            )
        placed = Func(
            self._web(geometry),
            template=f"ST_AsMVTGeom(%(expressions)s, {envelope}, 4096, {BUFFER}, true)",
            output_field=GeometryField(srid=WEB),
        )
        known = self.collection.queryables
        columns = [known[name].operand().expression for name in self.properties]
        # Asked for by name: a queryset may select its columns in any order (translated models do),
        # and ST_AsMVT brings the server down when what it takes for the id is no number.
        named = {f"tile_{number}": one for number, one in enumerate([F("pk"), placed, *columns])}
        inner, given = rows.order_by().annotate(**named).values_list(*named).query.sql_with_params()
        names = ["feature_id", "geom", *map(connection.ops.quote_name, self.properties)]
        picked = ", ".join(f"{one} AS {name}" for one, name in zip(named, names, strict=True))
        drawn = fetched(
            "SELECT ST_AsMVT(t, %s, 4096, 'geom', 'feature_id')"  # noqa: S608 - our own names
            # OFFSET 0, or a flattened subquery loses the names that ST_AsMVT looks for.
            f" FROM (SELECT {picked} FROM ({inner}) AS found OFFSET 0) AS t WHERE geom IS NOT NULL",
            [self.id, *given],
        )
        return bytes(drawn[0][0] or b"")

    def _web(self, geometry: Any) -> Any:
        return F(self.web_geometry) if self.web_geometry else Transform(geometry, WEB)

    def tilejson(self, base: str) -> dict[str, Any]:
        """Describe the layer in TileJSON 3.0."""
        declared = {one.name: one for one in self.collection.fields}
        fields = {name: str(declared[name].description) for name in self.properties}
        if self.is_thinned:
            fields["count"] = f"how many stand here, up to zoom {pyramid.TOP_ZOOM}"
        bounds = self.collection.extent()
        return {
            "tilejson": "3.0.0",
            "name": str(self.collection.title),
            "description": str(self.collection.description),
            # Map programs set it as markup; a dataset's name is text.
            "attribution": escape(attribution_of(self.collection.sources()), quote=False),
            "tiles": [f"{base}/tiles/{self.id}/{{z}}/{{x}}/{{y}}.mvt"],
            "vector_layers": [{"id": self.id, "fields": fields}],
            "minzoom": self.least_zoom,
            "maxzoom": 14,
        } | ({"bounds": list(bounds)} if bounds else {})


def _around(zoom: int, x: int, y: int, srid: int) -> Polygon:
    """Return the tile with its buffer as a box in the stored reference system."""
    side_m = 2 * pyramid.HALF_WORLD_M / 2**zoom
    west = x * side_m - pyramid.HALF_WORLD_M
    north = pyramid.HALF_WORLD_M - y * side_m
    edge = side_m * BUFFER / 4096
    box = Polygon.from_bbox(
        (west - edge, north - side_m - edge, west + side_m + edge, north + edge)
    )
    box.srid = WEB
    if srid == WEB:
        return box
    if zoom < 5:  # the world does not fit into SWEREF 99 TM: everything Swedish does
        return Polygon.from_bbox((-1e6, 5e6, 3e6, 9e6))
    cut = Polygon.from_bbox((-5e6, 2e6, 9e6, 2e7))
    cut.srid = WEB
    inside = box.intersection(cut)
    if inside.empty:
        empty = Polygon.from_bbox((0, 0, 1, 1))
        empty.srid = srid
        return empty
    bent = Polygon.from_bbox(inside.transform(srid, clone=True).extent)
    bent.srid = srid
    return bent.buffer(edge) if zoom < 10 else bent
