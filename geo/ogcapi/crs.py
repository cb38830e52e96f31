"""The four reference systems that the API speaks, with the order of their axes."""

from dataclasses import dataclass

from geo.ogcapi.errors import BadParameter


@dataclass(frozen=True)
class Crs:
    """A reference system by its address, PostGIS number, axis order and published decimals."""

    uri: str
    srid: int
    is_y_first: bool
    decimals: int


CRS84 = Crs("http://www.opengis.net/def/crs/OGC/1.3/CRS84", 4326, False, 7)
# EPSG:4326 is latitude first, EPSG:3006 northing first; PostGIS keeps x first for both.
KNOWN = {
    crs.uri: crs
    for crs in (
        CRS84,
        Crs("http://www.opengis.net/def/crs/EPSG/0/4326", 4326, True, 7),
        Crs("http://www.opengis.net/def/crs/EPSG/0/3006", 3006, True, 3),
        Crs("http://www.opengis.net/def/crs/EPSG/0/3857", 3857, False, 3),
    )
}
STORED = "http://www.opengis.net/def/crs/EPSG/0/3006"


def crs_named(name: str, parameter: str = "crs") -> Crs:
    """Find a reference system by its address, or as ``EPSG:3006`` or a bracketed CURIE.

    Raises
    ------
    BadParameter
        If it is none of the four.

    Examples
    --------
    >>> crs_named("EPSG:3006").is_y_first
    True
    """
    uri = name.strip("[]")
    if uri.upper().startswith("EPSG:"):
        uri = f"http://www.opengis.net/def/crs/EPSG/0/{uri[5:]}"
    elif uri.upper() in {"CRS84", "OGC:CRS84"}:
        uri = CRS84.uri
    if uri not in KNOWN:
        raise BadParameter(parameter, f"known are {', '.join(KNOWN)}")
    return KNOWN[uri]
