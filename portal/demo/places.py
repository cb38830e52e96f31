"""Load datasets, municipalities, localities and their population."""

from datetime import date

from django.contrib.gis.geos import GEOSGeometry, MultiPolygon

from geo.models import Dataset, Locality, Municipality, Population
from portal.demo.files import document, number, point, rows, to_sweref
from portal.demo.keep import keep

HOME = "0482"


def load_datasets() -> dict[str, Dataset]:
    """Return the demonstration's datasets by their short name."""
    found = {}
    for values in document("datasets.json"):
        slug = values.pop("slug")
        for name in ("valid_on", "retrieved_on"):
            if name in values:
                values[name] = date.fromisoformat(values[name])
        found[slug] = keep(Dataset, {"slug": slug, "is_active": True}, values)
    return found


def load_municipalities(datasets: dict[str, Dataset]) -> dict[str, Municipality]:
    """Load Flen and its neighbours with their generalised boundaries."""
    official = {HOME: {"land_km2": 719.0, "area_km2": 826.0}}
    found = {}
    for feature in document("municipalities.geojson")["features"]:
        values = feature["properties"]
        boundary = GEOSGeometry(str(feature["geometry"]).replace("'", '"'), srid=4326)
        boundary.transform(to_sweref())
        if boundary.geom_type == "Polygon":
            boundary = MultiPolygon(boundary, srid=3006)
        found[values["name"]] = keep(
            Municipality,
            {"code": values["code"]},
            {
                "name": values["name"],
                "county": values["county"],
                "boundary": boundary,
                "dataset": datasets["municipalities"],
            }
            | official.get(values["code"], {}),
        )
    return found


def load_localities(datasets: dict[str, Dataset], home: Municipality) -> dict[str, Locality]:
    """Load the urban areas, and the villages of which little is known."""
    found = {}
    for row in rows("localities"):
        is_urban = row["kind"] == "tatort"
        place = keep(
            Locality,
            {"name": row["name"], "municipality": home},
            {
                "kind": row["kind"],
                "scb_code": row["scb_code"],
                "point": point(row["lon"], row["lat"]),
                "precision": row["precision"],
                "position_note": row["position_note"],
                "area_ha": float(row["area_ha"]) if row["area_ha"] else None,
                "source": row["source"],
                "as_of": "2020" if is_urban else "",
                "dataset": datasets["scb-tatorter" if is_urban else "villages"],
            },
        )
        found[place.name] = place
        if row["residents_2020"]:
            keep(
                Population,
                {"locality": place, "year": 2020},
                {"residents": number(row["residents_2020"]), "source": "SCB, tätorter 2020"},
            )
    _load_series(found, home)
    return found


def _load_series(localities: dict[str, Locality], home: Municipality) -> None:
    for row in rows("population"):
        is_municipality = row["level"] == "municipality"
        area = {"municipality": home} if is_municipality else {"locality": localities[row["place"]]}
        counted_on = date.fromisoformat(row["counted_on"]) if row["counted_on"] else None
        keep(
            Population,
            area | {"year": int(row["year"])},
            {
                "residents": int(row["residents"]),
                "counted_on": counted_on,
                "source": row["source"],
            },
        )
