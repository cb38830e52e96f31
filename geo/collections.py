"""What geo publishes: localities, boundaries, population cells, roads and indicators."""

from typing import Any

from django.db.models import Case, F, FloatField, IntegerField, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast, Coalesce, Round
from django.utils.translation import gettext_lazy as _

from geo.analysis.disclosure import SMALLEST_SHOWN
from geo.models import (
    PEOPLE,
    Dataset,
    Locality,
    Municipality,
    Observation,
    PopulationCell,
    RoadLink,
)
from geo.ogcapi.collection import ModelCollection, page_url
from geo.ogcapi.field import Field, known
from geo.ogcapi.sources import COLUMNS, Source
from geo.ogcapi.timing import Timing


def credit(dataset: Dataset | None) -> str | None:
    """Return who is to be named where a row of a dataset is shown."""
    return (dataset.attribution or dataset.publisher or None) if dataset else None


def source_of(dataset: Dataset) -> Source:
    """Return a dataset as a collection lists it."""
    return Source(**{name: getattr(dataset, name) for name in COLUMNS})


# What every collection carries whose rows belong to a dataset; pass them on as they stand.
LICENCE_FIELDS = (
    Field(
        "licence",
        "string",
        _("licence; empty: no clear licence"),
        column=known("dataset__licence"),
    ),
    Field(
        "attribution",
        "string",
        _("whom to name as the source"),
        column=Coalesce(known("dataset__attribution"), known("dataset__publisher")),
    ),
)
CHANGED = Field("updated_at", "datetime", _("last changed"), column="updated_at")
SOURCE_FIELDS = (
    Field(
        "as_of",
        "string",
        _("the year or date the fact speaks of"),
        lambda row: row.as_of or None,
        column=known("as_of"),
    ),
    Field("source", "string", _("source"), lambda row: row.source or None, column=known("source")),
    Field(
        "is_example",
        "boolean",
        _("made up as an example"),
        lambda row: row.is_example,
        column="is_example",
    ),
    *LICENCE_FIELDS,
)
AS_OF = Timing("as_of", "as_of")
# Of what is taken in as a whole the dataset says what day it stands for.
VALID = Field(
    "valid_on", "date", _("the day that its source speaks of"), column="dataset__valid_on"
)
VALID_ON = Timing(VALID.name, VALID.name)
PRECISION = Field(
    "precision",
    "string",
    _("precision of the position"),
    lambda row: row.precision,
    column="precision",
)
NAME = Field("name", "string", _("name"), lambda row: row.name, column="name")
URL = Field("url", "string", _("its page"), page_url)

FEWEST = SMALLEST_SHOWN


def withheld(count: int | None) -> int | None:
    """Return a count of people, none if it could make one of them out."""
    return None if count is not None and 0 < count < FEWEST else count


LOCALITIES = ModelCollection(
    id="localities",
    title=_("Localities"),
    description=_("Urban areas and villages; some have no known position."),
    licence_column="dataset__licence",
    reads=("geo_population", "geo_municipality"),
    timing=AS_OF,
    queryset=lambda: Locality.objects.with_latest_population().select_related("municipality"),
    fields=(
        NAME,
        URL,
        Field("kind", "string", _("kind"), lambda row: row.kind, column="kind"),
        Field("kind_name", "string", _("kind, in words"), lambda row: row.get_kind_display()),
        Field(
            "municipality",
            "string",
            _("municipality"),
            lambda row: row.municipality.name,
            column="municipality__name",
        ),
        Field(
            "scb_code",
            "string",
            _("SCB code"),
            lambda row: row.scb_code or None,
            column=known("scb_code"),
        ),
        Field(
            "residents",
            "integer",
            _("residents; empty: not known, or fewer than five"),
            lambda row: withheld(row.residents),
            column=Case(
                When(residents__gt=0, residents__lt=FEWEST, then=None),
                default=F("residents"),
                output_field=IntegerField(),
            ),
        ),
        Field(
            "residents_year",
            "integer",
            _("year of the count"),
            lambda row: row.residents_year,
            column="residents_year",
        ),
        PRECISION,
        *SOURCE_FIELDS,
    ),
)

BOUNDARIES = ModelCollection(
    id="boundaries",
    title=_("Boundaries"),
    description=_("Municipalities, generalised."),
    licence_column="dataset__licence",
    queryset=lambda: Municipality.objects.filter(boundary__isnull=False).select_related("dataset"),
    geometry="boundary",
    timing=VALID_ON,
    fields=(
        NAME,
        Field("code", "string", _("code"), lambda row: row.code, column="code"),
        Field("county", "string", _("county"), lambda row: row.county, column="county"),
        Field("is_home", "boolean", _("the portal's own municipality"), lambda row: row.is_home),
        VALID,
        *LICENCE_FIELDS,
    ),
)

# Rounded to fives and withheld below five, so that no sum or difference makes a person out.
ROUND_TO = 5
SHOWN_RESIDENTS = Case(
    When(residents=0, then=0),
    When(residents__lt=FEWEST, then=None),
    default=Cast(Round(F("residents") / ROUND_TO) * ROUND_TO, IntegerField()),
    output_field=IntegerField(),
)

CELLS = ModelCollection(
    id="cells",
    title=_("Population cells"),
    description=_(
        "Residents by square, rounded to fives; an empty count stands for fewer than five."
    ),
    licence_column="dataset__licence",
    timing=VALID_ON,
    queryset=lambda: PopulationCell.objects.filter(dataset__is_active=True).annotate(
        shown_residents=SHOWN_RESIDENTS,
        shown_text=Case(
            When(residents__gt=0, residents__lt=FEWEST, then=Value("<5", TextField())),
            default=Cast("shown_residents", TextField()),
            output_field=TextField(),
        ),
    ),
    fields=(
        Field("grid_id", "string", _("grid id"), column="grid_id"),
        Field("size_m", "integer", _("cell size"), unit="m", column="size_m"),
        Field("residents", "integer", _("residents"), column="shown_residents"),
        Field("residents_text", "string", _("residents, in words"), column="shown_text"),
        Field("is_estimate", "boolean", _("estimated"), column="is_estimate"),
        Field("locality", "string", _("locality"), column="locality__name"),
        Field("municipality", "string", _("municipality"), column="municipality__name"),
        VALID,
        *LICENCE_FIELDS,
    ),
)


def roads_by_zoom(rows: QuerySet[Any], zoom: int) -> QuerySet[Any]:
    """Keep the roads that a tile has room for: the great ones first."""
    if zoom >= ALL_ROADS_ZOOM:
        return rows
    classes = next(most for below, most in MOST_CLASS if zoom < below)
    return rows.filter(Q(road_class__lte=classes) | Q(is_motorway=True) | Q(is_ferry=True))


ALL_ROADS_ZOOM = 13
MOST_CLASS = ((8, 1), (10, 3), (11, 5), (ALL_ROADS_ZOOM, 6))

ROADS = ModelCollection(
    id="roads",
    title=_("Road network"),
    description=_("Links of the road network that distances are measured along."),
    licence_column="dataset__licence",
    geometry="alignment",
    timing=VALID_ON,
    queryset=lambda: RoadLink.objects.filter(dataset__is_active=True),
    fields=(
        Field("number", "string", _("road number"), column="number"),
        Field("road_class", "integer", _("functional class, 0 to 9"), column="road_class"),
        Field("length_m", "number", _("length"), unit="m", column="length_m"),
        Field("forward_kmh", "number", _("speed forwards"), unit="km/h", column="forward_kmh"),
        Field("backward_kmh", "number", _("speed backwards"), unit="km/h", column="backward_kmh"),
        Field("forward_permitted", "boolean", _("permitted forwards"), column="forward_permitted"),
        Field(
            "backward_permitted", "boolean", _("permitted backwards"), column="backward_permitted"
        ),
        Field("is_ferry", "boolean", _("ferry"), column="is_ferry"),
        Field("is_motorway", "boolean", _("motorway"), column="is_motorway"),
        VALID,
        *LICENCE_FIELDS,
    ),
)

INDICATORS = ModelCollection(
    id="indicators",
    title=_("Indicators"),
    description=_(
        "What is known of an area by year: broadband, jobs, firms, dwellings; counts of one to"
        " four people are left empty."
    ),
    licence_column="dataset__licence",
    reads=("geo_indicator", "geo_area", "geo_locality", "geo_municipality"),
    timing=Timing("year", "year"),
    queryset=lambda: Observation.objects.filter(
        dataset__is_active=True, point__isnull=False
    ).annotate(
        shown_value=Case(
            When(indicator__unit__in=PEOPLE, value__gt=0, value__lt=FEWEST, then=None),
            default=F("value"),
            output_field=FloatField(),
        ),
        area_name=Coalesce("locality__name", "area__name", "municipality__name"),
        area_code=Coalesce("locality__scb_code", "area__code", "municipality__code"),
    ),
    fields=(
        Field("indicator", "string", _("indicator"), column="indicator__slug"),
        Field("indicator_name", "string", _("indicator"), column="indicator__name"),
        Field("year", "integer", _("year"), column="year"),
        Field("value", "number", _("value"), column="shown_value"),
        Field("unit", "string", _("unit"), column="indicator__unit"),
        Field("area_name", "string", _("area"), column="area_name"),
        Field("area_code", "string", _("area's code"), column="area_code"),
        Field("source", "string", _("source"), column="source"),
        *LICENCE_FIELDS,
    ),
)

COLLECTIONS = (LOCALITIES, BOUNDARIES, CELLS, ROADS, INDICATORS)
