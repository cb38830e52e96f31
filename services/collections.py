"""What services publishes: service places with their offers, and gaps."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import DateField, Exists, F, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from geo.collections import CHANGED, NAME, PRECISION, SOURCE_FIELDS, URL, credit, source_of
from geo.models import Dataset, Locality
from geo.ogcapi.collection import DECIMALS, DEGREES, ModelCollection
from geo.ogcapi.computed import ComputedCollection
from geo.ogcapi.field import Field, known
from geo.ogcapi.timing import Timing
from services.models import CoverageRun, Offer, ServicePoint
from services.queries.coverage import Finding, findings, latest_run
from services.queries.disclosed import protect, withheld


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
            # Not known of one offer, it is not known of the place.
            begun_on=Subquery(
                here.order_by(F("valid_from").asc(nulls_first=True)).values("valid_from")[:1]
            ),
            last_day=Subquery(
                here.order_by(F("valid_to").desc(nulls_first=True)).values(
                    last=Cast(F("valid_to") - timedelta(days=1), DateField())
                )[:1]
            ),
        )
        .select_related("locality", "municipality")
        .prefetch_related(shown)
    )


def _delivery(offers: list[Offer]) -> str | None:
    """Say whether anything here is delivered; *no* only where nothing is left unsaid."""
    said = {one.is_delivered for one in offers if one.asks_delivery}
    if True in said:
        return "yes"
    return "no" if said == {False} else None


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
    timing=Timing("valid_from", "valid_until"),
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
            "delivery",
            "string",
            _("delivered to your home: yes, no, or null while nobody has said"),
            lambda row: _delivery(row.shown_offers),
        ),
        Field(
            "delivery_terms",
            "string",
            _("where to and on what terms"),
            lambda row: (
                "; ".join(one.delivery_terms for one in row.shown_offers if one.delivery_terms)
                or None
            ),
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
        Field("valid_from", "date", _("offered from; empty: not known"), column="begun_on"),
        Field("valid_until", "date", _("offered until; empty: no end known"), column="last_day"),
        Field(
            "address",
            "string",
            _("address"),
            lambda row: row.address or None,
            column=known("address"),
        ),
        Field("phone", "string", _("phone"), lambda row: row.phone or None, column=known("phone")),
        Field(
            "wheelchair",
            "string",
            _("for wheelchairs"),
            lambda row: row.wheelchair or None,
            column=known("wheelchair"),
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
        CHANGED,
        *SOURCE_FIELDS,
    ),
)


@dataclass(frozen=True)
class Gap:
    """A finding as it is published: counts only where they make nobody out."""

    finding: Finding
    is_withheld: bool
    licence: str | None
    attribution: str | None

    def count(self, people: float) -> int | None:
        return None if self.is_withheld else round(people)


def _gaps() -> list[tuple[str, tuple[float, float] | None, Gap]]:
    run = latest_run()
    found = protect(findings(run)) if run else []
    away = withheld(found)
    datasets = list(_datasets(run))
    licences = sorted({one.licence for one in datasets})
    licence = " + ".join(licences) if licences and all(licences) else None
    names = sorted({credit(one) or "" for one in datasets} - {""})
    points = {
        place.pk: place.point.transform(DEGREES, clone=True)
        for place in Locality.objects.filter(point__isnull=False)
    }
    rows = []
    for number, one in enumerate(found):
        point = points.get(one.locality.pk) if one.locality else None
        place = (round(point.x, DECIMALS), round(point.y, DECIMALS)) if point else None
        area = one.locality.slug if one.locality else one.area_name.lower() or "outside"
        gap = Gap(one, number in away, licence, ", ".join(names) or None)
        rows.append((f"{area}.{one.standard.slug}", place, gap))
    return rows


def _datasets(run: CoverageRun | None) -> QuerySet[Dataset]:
    return Dataset.objects.filter(coveragerun=run) if run else Dataset.objects.none()


GAPS = ComputedCollection(
    id="gaps",
    title=_("Gaps"),
    description=_("Each locality by each standard, in five classes, from the newest run."),
    features=_gaps,
    origins=lambda: [source_of(dataset) for dataset in _datasets(latest_run())],
    timing=Timing("measured_on", "measured_on"),
    reads=(
        "services_coveragerun",
        "services_standard",
        "services_baselevel",
        "services_completeness",
        "services_category",
        "geo_dataset",
        "geo_locality",
        "geo_municipality",
    ),
    fields=(
        Field(
            "name",
            "string",
            _("area"),
            lambda one: one.finding.area_name or str(_("outside localities")),
        ),
        Field(
            "url",
            "string",
            _("its page"),
            lambda one: one.finding.locality and one.finding.locality.get_absolute_url(),
        ),
        Field("gap_class", "string", _("class"), lambda one: str(one.finding.verdict.value)),
        Field(
            "standard",
            "string",
            _("short name of the standard"),
            lambda one: one.finding.standard.slug,
        ),
        Field("standard_name", "string", _("standard"), lambda one: str(one.finding.standard)),
        Field("category", "string", _("category"), lambda one: one.finding.standard.category.slug),
        Field("category_name", "string", _("category"), lambda one: str(one.finding.standard)),
        Field("icon", "string", _("icon"), lambda one: one.finding.standard.category.icon),
        Field("residents", "integer", _("residents"), lambda one: one.count(one.finding.residents)),
        Field(
            "within",
            "integer",
            _("residents within the threshold; empty where it could make somebody out"),
            lambda one: one.count(one.finding.within),
        ),
        Field(
            "beyond", "integer", _("residents beyond it"), lambda one: one.count(one.finding.beyond)
        ),
        Field(
            "unreached",
            "integer",
            _("residents unreached"),
            lambda one: one.count(one.finding.unreached),
        ),
        Field(
            "is_estimate",
            "boolean",
            _("estimated without roads"),
            lambda one: one.finding.is_estimate,
        ),
        Field(
            "is_example",
            "boolean",
            _("an example standard"),
            lambda one: one.finding.standard.is_example,
        ),
        Field("run", "integer", _("run"), lambda one: one.finding.run.pk),
        Field("measured_on", "date", _("offers as of"), lambda one: one.finding.run.measured_on),
        Field(
            "licence",
            "string",
            _("licences of what the run rests on"),
            lambda one: one.licence,
        ),
        Field(
            "attribution",
            "string",
            _("whom to name as the source"),
            lambda one: one.attribution,
        ),
    ),
)

COLLECTIONS = (SERVICES, GAPS)
