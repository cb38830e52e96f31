"""What the first screen says in ten seconds."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max

from geo.models import Locality
from portal.queries.measured import Measured
from route221.models import Attraction, Business
from services.models import Offer, ServicePoint, Standard
from services.queries.coverage import Finding

FINDINGS_SHOWN = 3


@dataclass(frozen=True)
class LiveLine:
    """How much is on the map, how sure it is, and when it was last touched."""

    places: int
    unconfirmed: int
    is_estimate: bool
    updated_at: datetime | None


@dataclass(frozen=True)
class VillageRow:
    locality: Locality
    findings: list[Finding]


def live_line(measured: Measured) -> LiveLine:
    """Count what anyone can see on the map."""
    places = ServicePoint.objects.filter(replaced_by__isnull=True)
    offers = Offer.objects.existing()
    return LiveLine(
        places=offers.aggregate(places=Count("service_point", distinct=True))["places"]
        + Attraction.objects.count()
        + Business.objects.published().count(),
        unconfirmed=offers.unconfirmed().count(),
        is_estimate=bool(measured.run and measured.run.is_estimate),
        updated_at=places.aggregate(latest=Max("updated_at"))["latest"],
    )


def top_findings(measured: Measured) -> list[Finding]:
    """Return the worst shortfall of up to three localities, then what was too close to call."""
    found = [one for one in measured.ranked_gaps if one.locality]
    found += [one for one in measured.findings if one.verdict == "too_close_to_call"]
    chosen: dict[tuple[int, str], Finding] = {}
    for one in found:
        chosen.setdefault((one.locality.pk if one.locality else 0, one.verdict), one)
    return list(chosen.values())[:FINDINGS_SHOWN]


def village_rows(measured: Measured) -> list[VillageRow]:
    """Return the home municipality's localities, the largest first, with their findings."""
    localities = Locality.objects.in_home_municipality().with_latest_population()
    ordered = sorted(localities, key=lambda one: (-(one.residents or 0), one.name))
    return [VillageRow(one, measured.by_locality.get(one.pk, [])) for one in ordered]


def measured_standards(measured: Measured) -> list[Standard]:
    """Return the standards the newest run answers for, by category, its primary one first."""
    standards = {one.standard.pk: one.standard for one in measured.findings}
    return sorted(standards.values(), key=lambda one: (one.category.position, not one.is_primary))
