"""What the road publishes: routes, businesses and attractions."""

from django.utils.translation import gettext_lazy as _

from geo.collections import (
    AS_OF,
    CHANGED,
    LICENCE_FIELDS,
    NAME,
    PRECISION,
    SOURCE_FIELDS,
    URL,
    VALID,
    VALID_ON,
)
from geo.ogcapi.collection import ModelCollection
from geo.ogcapi.field import Field, known
from route221.models import Attraction, Business, Route

# Until each kind has a drawing of its own.
LOCALITY = Field(
    "locality",
    "string",
    _("locality"),
    lambda row: row.locality and row.locality.name,
    column="locality__name",
)
# Shown in the reader's language, else in another: no one column holds the same.
SUMMARY = Field("summary", "string", _("in one sentence"), lambda row: row.summary or None)
WEBSITE = Field(
    "website", "string", _("website"), lambda row: row.website or None, column=known("website")
)

ROUTES = ModelCollection(
    id="routes",
    title=_("Roads"),
    description=_("Tourist roads, proposed or signed; a schematic line says so."),
    queryset=Route.objects.all,
    geometry="alignment",
    licence_column="dataset__licence",
    timing=VALID_ON,
    fields=(
        Field("name", "string", _("name"), lambda row: str(row)),
        URL,
        Field("number", "string", _("road number"), lambda row: row.number, column="number"),
        Field(
            "is_schematic",
            "boolean",
            _("schematic"),
            lambda row: row.is_schematic,
            column="is_schematic",
        ),
        Field(
            "designation",
            "string",
            _("designation"),
            lambda row: row.designation,
            column="designation",
        ),
        Field("length_m", "number", _("length"), lambda row: round(row.alignment.length), "m"),
        VALID,
        *LICENCE_FIELDS,
    ),
)

BUSINESSES = ModelCollection(
    id="businesses",
    title=_("Businesses"),
    description=_("Published businesses along the road; examples say so."),
    changed_column="updated_at",
    licence_column="dataset__licence",
    reads=("geo_locality",),
    timing=AS_OF,
    queryset=lambda: Business.objects.published().select_related("locality"),
    fields=(
        NAME,
        URL,
        Field("kind", "string", _("kind"), lambda row: row.kind, column="kind"),
        Field("kind_name", "string", _("kind, in words"), lambda row: row.get_kind_display()),
        SUMMARY,
        Field("icon", "string", _("icon"), lambda row: row.icon),
        Field(
            "opening_hours",
            "string",
            _("opening hours"),
            lambda row: row.opening_hours or None,
            column=known("opening_hours"),
        ),
        Field(
            "season", "string", _("season"), lambda row: row.season or None, column=known("season")
        ),
        Field(
            "wheelchair",
            "string",
            _("for wheelchairs"),
            lambda row: "yes" if Business.Good.WHEELCHAIR in row.good_to_know else None,
        ),
        Field(
            "phone",
            "string",
            _("public phone"),
            lambda row: row.phone or None,
            column=known("phone"),
        ),
        WEBSITE,
        LOCALITY,
        PRECISION,
        CHANGED,
        *SOURCE_FIELDS,
    ),
)

ATTRACTIONS = ModelCollection(
    id="attractions",
    title=_("Attractions"),
    description=_("What there is to see; many are known by name and parish only."),
    changed_column="updated_at",
    licence_column="dataset__licence",
    reads=("geo_locality",),
    timing=AS_OF,
    queryset=lambda: Attraction.objects.select_related("locality"),
    fields=(
        NAME,
        URL,
        Field("kind", "string", _("kind"), lambda row: row.kind, column="kind"),
        Field("kind_name", "string", _("kind, in words"), lambda row: row.get_kind_display()),
        Field("icon", "string", _("icon"), lambda row: row.icon),
        Field("access", "string", _("access"), lambda row: row.access, column="access"),
        SUMMARY,
        WEBSITE,
        LOCALITY,
        PRECISION,
        CHANGED,
        *SOURCE_FIELDS,
    ),
)

COLLECTIONS = (ROUTES, BUSINESSES, ATTRACTIONS)
