"""A sound file for every table that can be imported, and the next year's of each."""

import json
from dataclasses import dataclass
from pathlib import Path

from django.contrib.gis.geos import MultiPolygon, Polygon

X, Y = 594_000, 6_530_000
METRES = "--crs=EPSG:3006"


@dataclass(frozen=True)
class Made:
    """How a table is imported: the command, its options, a file's ending and two versions of it."""

    command: str
    ending: str
    first: str
    second: str
    options: tuple[str, ...] = ()

    def write(self, folder: Path, year: int = 2020, content: str = "") -> list[str | Path]:
        """Write a version of the file; return the command that takes it in."""
        path = folder / f"lista_{year}.{self.ending}"
        path.write_text(content or (self.first if year == 2020 else self.second))
        return [self.command, path, *self.options]


def boundaries(*rows: dict[str, str]) -> str:
    """Make squares side by side, as GeoJSON in metres, each with its properties."""
    features = []
    for number, properties in enumerate(rows):
        side = 20_000
        west, south = X + 40_000 * int(properties.pop("at", number)), Y
        corners = [(0, 0), (side, 0), (side, side), (0, side), (0, 0)]
        shape = MultiPolygon(Polygon([(west + x, south + y) for x, y in corners]), srid=3006)
        features.append(
            {"type": "Feature", "properties": properties, "geometry": json.loads(shape.json)}
        )
    return json.dumps({"type": "FeatureCollection", "features": features})


def roads(*ways: tuple[int, str, str]) -> str:
    """Make OpenStreetMap ways on four crossings near Flen: number, nodes, tags."""
    spots = {1: (16.60, 59.00), 2: (16.61, 59.00), 3: (16.62, 59.00), 4: (16.61, 59.01)}
    text = "".join(f'<node id="{n}" lon="{x}" lat="{y}"/>' for n, (x, y) in spots.items())
    for number, nodes, tags in ways:
        inside = "".join(f'<nd ref="{one}"/>' for one in nodes)
        pairs = (one.split("=") for one in tags.split())
        inside += "".join(f'<tag k="{key}" v="{value}"/>' for key, value in pairs)
        text += f'<way id="{number}">{inside}</way>'
    return f'<osm version="0.6">{text}</osm>'


def lines(*rows: tuple[dict[str, object], list[tuple[int, int]]]) -> str:
    """Make lines as GeoJSON in metres, each with its properties."""
    features = [
        {
            "type": "Feature",
            "properties": properties,
            "geometry": {"type": "LineString", "coordinates": [(X + x, Y + y) for x, y in at]},
        }
        for properties, at in rows
    ]
    return json.dumps({"type": "FeatureCollection", "features": features})


def table(*lines: str) -> str:
    """Make a text table."""
    return "\n".join(lines) + "\n"


SERVICES = "id,namn,kategori,telefon,x,y"
LOCALITIES = "tatortskod,namn,kommunkod,bef,ar,x,y"
FILES = {
    "services": Made(
        "import_services",
        "csv",
        table(
            SERVICES,
            f"1,Handlarn,grocery,0157-1,{X},{Y}",
            f"2,Macken,grocery,,{X + 900},{Y}",
            f"3,Boden,grocery,,{X + 1_800},{Y}",
        ),
        table(
            SERVICES,
            f"1,Handlarn,grocery,0157-2,{X},{Y + 60}",
            f"2,Macken,grocery,,{X + 900},{Y}",
            f"4,Kiosken,grocery,,{X + 2_700},{Y}",
        ),
    ),
    "municipalities": Made(
        "import_boundaries",
        "geojson",
        boundaries(
            {"kommunkod": "0480", "kommunnamn": "Nyköping", "at": "1"},
            {"kommunkod": "0483", "kommunnamn": "Katrineholm", "at": "2"},
        ),
        boundaries(
            {"kommunkod": "0480", "kommunnamn": "Nyköpings kommun", "at": "3"},
            {"kommunkod": "0484", "kommunnamn": "Eskilstuna", "at": "4"},
        ),
        (METRES,),
    ),
    "areas": Made(
        "import_boundaries",
        "geojson",
        boundaries({"desokod": "0482A0010", "namn": "A"}, {"desokod": "0482B2010", "namn": "B"}),
        boundaries({"desokod": "0482A0010", "namn": "A2"}, {"desokod": "0482C1010", "namn": "C"}),
        (METRES, "--kind=deso"),
    ),
    "localities": Made(
        "import_localities",
        "csv",
        table(
            LOCALITIES,
            f"0482TB101,Vadsbro,0482,50,2020,{X + 6_000},{Y}",
            f"0480TB102,Vrena,0480,600,2020,{X + 9_000},{Y}",
        ),
        table(
            LOCALITIES,
            f"0482TB101,Vadsbro kyrkby,0482,55,2021,{X + 6_500},{Y}",
            f"0488TB103,Trosa,0488,5000,2021,{X + 12_000},{Y}",
        ),
    ),
    "population": Made(
        "import_population",
        "csv",
        table("rutid_scb,bef", f"{X}{Y},10", f"{X + 1000}{Y},20"),
        table("rutid_scb,bef", f"{X}{Y},12", f"{X + 2000}{Y},20"),
        ("--size=1000",),
    ),
    "indicators": Made(
        "import_indicators",
        "csv",
        table("omrade,ar,matt,varde,enhet", "0482,2024,Jobb,12,st", "Bettna,2024,Jobb,3,st"),
        table("omrade,ar,matt,varde,enhet", "0482,2024,Jobb,13,st", "0482,2024,Bredband,90,%"),
    ),
    "roads": Made(
        "import_roads",
        "osm",
        roads((10, "123", "highway=tertiary ref=221"), (11, "24", "highway=track")),
        roads((10, "123", "highway=tertiary ref=221 maxspeed=50"), (12, "14", "highway=track")),
    ),
    "routes": Made(
        "import_routes",
        "geojson",
        lines(({"namn": "Väg 221"}, [(0, 0), (0, 4_000)]), ({}, [(0, 4_000), (0, 9_000)])),
        lines(({}, [(0, 9_000), (300, 4_000)]), ({}, [(300, 4_000), (0, 0)])),
        (METRES, "--number=221", "--from=Bettna"),
    ),
}
