"""What geo publishes: localities, boundaries and population cells."""

from django.db.models import Case, F, IntegerField, TextField, Value, When
from django.db.models.functions import Cast, Round
from django.utils.translation import gettext_lazy as _

from geo.models import Locality, Municipality, PopulationCell
from geo.ogcapi.collection import ModelCollection, page_url
from geo.ogcapi.field import Field

SOURCE_FIELDS = (
    Field(
        "as_of",
        "string",
        _("the year or date the fact speaks of"),
        lambda row: row.as_of or None,
        column="as_of",
    ),
    Field("source", "string", _("source"), lambda row: row.source or None, column="source"),
    Field(
        "is_example",
        "boolean",
        _("made up as an example"),
        lambda row: row.is_example,
        column="is_example",
    ),
    Field(
        "licence",
        "string",
        _("licence; empty: no clear licence"),
        lambda row: row.dataset.licence or None if row.dataset else None,
        column="dataset__licence",
    ),
)
PRECISION = Field(
    "precision",
    "string",
    _("precision of the position"),
    lambda row: row.precision,
    column="precision",
)
NAME = Field("name", "string", _("name"), lambda row: row.name, column="name")
URL = Field("url", "string", _("its page"), page_url)

LOCALITIES = ModelCollection(
    id="localities",
    title=_("Localities"),
    description=_("Urban areas and villages; some have no known position."),
    licence_column="dataset__licence",
    reads=("geo_population", "geo_municipality"),
    queryset=lambda: Locality.objects.with_latest_population().select_related(
        "municipality", "dataset"
    ),
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
            "scb_code", "string", _("SCB code"), lambda row: row.scb_code or None, column="scb_code"
        ),
        Field(
            "residents", "integer", _("residents"), lambda row: row.residents, column="residents"
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
    fields=(
        NAME,
        Field("code", "string", _("code"), lambda row: row.code, column="code"),
        Field("county", "string", _("county"), lambda row: row.county, column="county"),
        Field("is_home", "boolean", _("the portal's own municipality"), lambda row: row.is_home),
        Field(
            "licence",
            "string",
            _("licence"),
            lambda row: row.dataset.licence or None,
            column="dataset__licence",
        ),
    ),
)


# Rounded to fives and withheld below five, so that no sum or difference makes a person out.
FEWEST, ROUND_TO = 5, 5
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
        Field("licence", "string", _("licence"), column="dataset__licence"),
    ),
)

COLLECTIONS = (LOCALITIES, BOUNDARIES, CELLS)
