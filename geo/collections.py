"""What geo publishes: localities and boundaries."""

from django.utils.translation import gettext_lazy as _

from geo.models import Locality, Municipality
from geo.ogcapi.collection import Field, ModelCollection, page_url

SOURCE_FIELDS = (
    Field(
        "as_of", "string", _("the year or date the fact speaks of"), lambda row: row.as_of or None
    ),
    Field("source", "string", _("source"), lambda row: row.source or None),
    Field("is_example", "boolean", _("made up as an example"), lambda row: row.is_example),
    Field(
        "licence",
        "string",
        _("licence; empty: no clear licence"),
        lambda row: row.dataset.licence or None if row.dataset else None,
    ),
)
PRECISION = Field("precision", "string", _("precision of the position"), lambda row: row.precision)
NAME = Field("name", "string", _("name"), lambda row: row.name)
URL = Field("url", "string", _("its page"), page_url)

LOCALITIES = ModelCollection(
    id="localities",
    title=_("Localities"),
    description=_("Urban areas and villages; some have no known position."),
    queryset=lambda: Locality.objects.with_latest_population().select_related(
        "municipality", "dataset"
    ),
    fields=(
        NAME,
        URL,
        Field("kind", "string", _("kind"), lambda row: row.get_kind_display()),
        Field("municipality", "string", _("municipality"), lambda row: row.municipality.name),
        Field("scb_code", "string", _("SCB code"), lambda row: row.scb_code or None),
        Field("residents", "integer", _("residents"), lambda row: row.residents),
        Field("residents_year", "integer", _("year of the count"), lambda row: row.residents_year),
        PRECISION,
        *SOURCE_FIELDS,
    ),
)

BOUNDARIES = ModelCollection(
    id="boundaries",
    title=_("Boundaries"),
    description=_("Municipalities, generalised."),
    queryset=lambda: Municipality.objects.select_related("dataset"),
    geometry="boundary",
    fields=(
        NAME,
        Field("code", "string", _("code"), lambda row: row.code),
        Field("county", "string", _("county"), lambda row: row.county),
        Field("is_home", "boolean", _("the portal's own municipality"), lambda row: row.is_home),
        Field("licence", "string", _("licence"), lambda row: row.dataset.licence or None),
    ),
)

COLLECTIONS = (LOCALITIES, BOUNDARIES)
