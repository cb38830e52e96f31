"""Load categories, service places with their offers, completeness and standards."""

from datetime import date

from geo.models import Dataset, Locality, Municipality
from portal.demo.files import document, point, rows
from portal.demo.keep import keep
from services.actions.bases import base_on_run
from services.models import Category, Completeness, CoverageRun, Offer, ServicePoint, Standard

LANGUAGES = ("sv", "en", "de")


def load_categories() -> dict[str, Category]:
    """Load the tree of categories; a parent stands before its children."""
    found: dict[str, Category] = {}
    for position, row in enumerate(rows("categories"), start=1):
        names = {
            f"{name}_{code}": row[f"{name}_{code}"]
            for name in ("name", "plural")
            for code in LANGUAGES
        }
        found[row["slug"]] = keep(
            Category,
            {"slug": row["slug"]},
            {
                "parent": found.get(row["parent"]),
                "icon": row["icon"],
                "is_basic": row["is_basic"] == "1",
                "can_be_delivered": row["can_be_delivered"] == "1",
                "osm_tags": [tag for tag in row["osm_tags"].split(";") if tag],
                "position": position * 10,
            }
            | names,
        )
    return found


def load_services(
    datasets: dict[str, Dataset],
    categories: dict[str, Category],
    localities: dict[str, Locality],
    municipalities: dict[str, Municipality],
) -> None:
    """Load every place once, with all its offers; rows of one place stand for its offers."""
    seen: dict[tuple[str, str], ServicePoint] = {}
    for row in rows("services"):
        key = (row["place"], row["locality"] if row["precision"] == "locality" else "")
        if key not in seen:
            seen[key] = _place(row, datasets, localities, municipalities)
        place = seen[key]
        _add_ids(place, row)
        confirmed = date.fromisoformat(row["confirmed_on"]) if row["confirmed_on"] else None
        keep(
            Offer,
            {"service_point": place, "category": categories[row["category"]]},
            {
                "state": row["state"],
                "basis": row["basis"],
                "form": row["form"],
                "confirmed_on": confirmed,
                "as_of": row["as_of"],
                "note": row["note"],
                "source": row["source"],
                "dataset": datasets[row["dataset"]],
            },
        )


def _place(
    row: dict[str, str],
    datasets: dict[str, Dataset],
    localities: dict[str, Locality],
    municipalities: dict[str, Municipality],
) -> ServicePoint:
    locality = localities.get(row["locality"])
    exact = point(row["lon"], row["lat"])
    position = exact or (locality.point if locality else None)
    municipality = locality.municipality if locality else None
    if municipality is None and exact is not None:
        municipality = next(
            (one for one in municipalities.values() if one.boundary.contains(exact)), None
        )
    precision = row["precision"] if position else "none"
    if precision == "locality" and locality and locality.precision != "exact":
        position, precision = None, "none"
    return keep(
        ServicePoint,
        {"name": row["place"], "locality": locality},
        {
            "point": position,
            "precision": precision,
            "municipality": municipality,
            "source": row["source"],
            "as_of": row["as_of"],
            "dataset": datasets[row["dataset"]],
        },
    )


def _add_ids(place: ServicePoint, row: dict[str, str]) -> None:
    ids = dict(pair.split("=", 1) for pair in row["external_ids"].split(";") if pair)
    wanted = place.external_ids | ids
    address = place.address or row["address"]
    if (wanted, address) != (place.external_ids, place.address):
        place.external_ids, place.address = wanted, address
        place.save()


def load_standards(categories: dict[str, Category]) -> dict[str, Standard]:
    """Load what should be within reach, each with who says so."""
    found = {}
    for values in document("standards.json"):
        slug, category = values.pop("slug"), categories[values.pop("category")]
        for name in ("name", "origin"):
            for code, text in zip(LANGUAGES, values.pop(name), strict=True):
                values[f"{name}_{code}"] = text
        if values.get("is_primary"):
            # Another one stands in for an example that was removed.
            others = Standard.objects.filter(category=category, is_primary=True)
            others.exclude(slug=slug).update(is_primary=False)
        found[slug] = keep(Standard, {"slug": slug}, values | {"category": category})
    return found


def keep_todays_level(run: CoverageRun | None) -> None:
    """Base the standards that ask for no less than today on what was measured first."""
    if run is not None:
        for standard in Standard.objects.filter(rule="not_worse", base_as_of=""):
            base_on_run(standard=standard, run=run)


def load_completeness(categories: dict[str, Category]) -> None:
    """State for every category what the register knows; what is not stated is not known."""
    stated = document("completeness.json")
    for slug, category in categories.items():
        if category.parent_id is None:
            continue
        values = stated.get(slug, stated["*"])
        keep(
            Completeness,
            {"category": category, "municipality": None},
            values | {"stated_on": date.fromisoformat(values["stated_on"])},
        )
