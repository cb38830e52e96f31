"""What services publishes: service places with their offers, and gaps."""

from functools import lru_cache
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, Prefetch, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from geo.analysis.verdicts import Verdict
from geo.collections import NAME, PRECISION, SOURCE_FIELDS, URL
from geo.models import Dataset, Locality
from geo.ogcapi.collection import DECIMALS, DEGREES, ModelCollection
from geo.ogcapi.computed import ComputedCollection
from geo.ogcapi.field import Field
from services.models import CoverageRun, Offer, ServicePoint
from services.queries.coverage import Finding, findings, latest_run

SMALLEST_COUNT = 5


def _places() -> QuerySet[ServicePoint]:
    offers = Offer.objects.existing()
    here = offers.filter(service_point=OuterRef("pk")).order_by("category__slug")
    shown = Prefetch("offers", offers.select_related("category"), to_attr="shown_offers")
    return (
        ServicePoint.objects.filter(Exists(here), replaced_by__isnull=True)
        .annotate(
            shown_categories=ArraySubquery(here.values("category__slug")),
            last_confirmed=Subquery(
                here.order_by(F("confirmed_on").desc(nulls_last=True)).values("confirmed_on")[:1]
            ),
        )
        .select_related("locality", "municipality", "dataset")
        .prefetch_related(shown)
    )


def _first(read: Any) -> Any:
    return lambda row: read(row.shown_offers[0]) if row.shown_offers else None


SERVICES = ModelCollection(
    id="services",
    title=_("Service places"),
    description=_("Places with what they offer; old or undated facts are marked unconfirmed."),
    queryset=_places,
    changed_column="updated_at",
    licence_column="dataset__licence",
    reads=("services_offer", "services_category", "geo_locality", "geo_municipality"),
    fields=(
        NAME,
        URL,
        Field(
            "categories",
            "array",
            _("short names of what is offered here"),
            lambda row: row.shown_categories,
            column="shown_categories",
        ),
        Field(
            "category_name",
            "string",
            _("what is offered here"),
            lambda row: ", ".join(str(offer.category) for offer in row.shown_offers),
        ),
        Field("icon", "string", _("icon"), _first(lambda offer: offer.category.icon)),
        Field("form", "string", _("form"), _first(lambda offer: offer.form or None)),
        Field(
            "forms",
            "array",
            _("the known forms of what is offered here"),
            lambda row: sorted({offer.form for offer in row.shown_offers if offer.form}),
        ),
        Field(
            "opening_hours", "string", _("opening hours"), _first(lambda o: o.opening_hours or None)
        ),
        Field(
            "is_unconfirmed",
            "boolean",
            _("no offer here was confirmed recently"),
            lambda row: not any(offer.is_confirmed for offer in row.shown_offers),
        ),
        Field("confirmed_on", "date", _("last confirmed on"), column="last_confirmed"),
        Field("address", "string", _("address"), lambda row: row.address or None, column="address"),
        Field("phone", "string", _("phone"), lambda row: row.phone or None, column="phone"),
        Field(
            "wheelchair",
            "string",
            _("for wheelchairs"),
            lambda row: row.wheelchair or None,
            column="wheelchair",
        ),
        Field(
            "locality",
            "string",
            _("locality"),
            lambda row: row.locality and row.locality.name,
            column="locality__name",
        ),
        Field(
            "municipality",
            "string",
            _("municipality"),
            lambda row: row.municipality and row.municipality.name,
            column="municipality__name",
        ),
        PRECISION,
        *SOURCE_FIELDS,
    ),
)


def _gaps() -> list[tuple[str, tuple[float, float] | None, Finding]]:
    run = latest_run()
    found = findings(run) if run else []
    points = {
        place.pk: place.point.transform(DEGREES, clone=True)
        for place in Locality.objects.filter(point__isnull=False)
    }
    rows = []
    for one in found:
        point = points.get(one.locality.pk) if one.locality else None
        place = (round(point.x, DECIMALS), round(point.y, DECIMALS)) if point else None
        area = one.locality.slug if one.locality else one.area_name.lower() or "outside"
        rows.append((f"{area}.{one.standard.slug}", place, one))
    return rows


def _licence(run: CoverageRun) -> str | None:
    """Return the licences of the run's datasets; none if one of them has no clear licence."""
    licences = _licences(run.pk)
    return " + ".join(licences) if licences and all(licences) else None


@lru_cache(maxsize=4)
def _licences(run_id: int) -> tuple[str, ...]:
    rows = Dataset.objects.filter(coveragerun=run_id)
    return tuple(rows.order_by("licence").values_list("licence", flat=True).distinct())


def _count(read: Any) -> Any:
    """Withhold counts that could make a person out, and all counts where nothing is assessed."""

    def protected(finding: Finding) -> int | None:
        parts = (finding.within, finding.beyond, finding.unreached)
        if finding.verdict == Verdict.NOT_ASSESSED or any(
            0 < part < SMALLEST_COUNT for part in parts
        ):
            return None
        return round(read(finding))

    return protected


GAPS = ComputedCollection(
    id="gaps",
    title=_("Gaps"),
    description=_("Each locality by each standard, in five classes, from the newest run."),
    features=_gaps,
    reads=(
        "services_coveragerun",
        "services_standard",
        "services_completeness",
        "services_category",
        "geo_locality",
        "geo_municipality",
    ),
    fields=(
        Field(
            "name", "string", _("area"), lambda one: one.area_name or str(_("outside localities"))
        ),
        Field(
            "url",
            "string",
            _("its page"),
            lambda one: one.locality and one.locality.get_absolute_url(),
        ),
        Field("gap_class", "string", _("class"), lambda one: str(one.verdict.value)),
        Field("standard", "string", _("short name of the standard"), lambda one: one.standard.slug),
        Field("standard_name", "string", _("standard"), lambda one: str(one.standard)),
        Field("category", "string", _("category"), lambda one: one.standard.category.slug),
        Field("category_name", "string", _("category"), lambda one: str(one.standard)),
        Field("icon", "string", _("icon"), lambda one: one.standard.category.icon),
        Field("residents", "integer", _("residents"), lambda one: round(one.residents)),
        Field(
            "within", "integer", _("residents within the threshold"), _count(lambda one: one.within)
        ),
        Field("beyond", "integer", _("residents beyond it"), _count(lambda one: one.beyond)),
        Field("unreached", "integer", _("residents unreached"), _count(lambda one: one.unreached)),
        Field("is_estimate", "boolean", _("estimated without roads"), lambda one: one.is_estimate),
        Field(
            "is_example", "boolean", _("an example standard"), lambda one: one.standard.is_example
        ),
        Field("run", "integer", _("run"), lambda one: one.run.pk),
        Field("measured_on", "date", _("offers as of"), lambda one: one.run.measured_on),
        Field(
            "licence",
            "string",
            _("licences of what the run rests on"),
            lambda one: _licence(one.run),
        ),
    ),
)

COLLECTIONS = (SERVICES, GAPS)
