"""What closing or threatened offers mean: for the residents left with none, and for the goals."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.db.models import Q, Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from plans.models import Goal, GoalLink
from plans.queries.goals import versions_in_force
from services.models import CoverageCost, CoverageRun, Offer, Standard
from services.queries.coverage import latest_run

SMALLEST_SHOWN = 5


@dataclass(frozen=True)
class Effect:
    """An offer that ends, the residents left with none, and the goals that lean on it."""

    offer: Offer
    residents: float | None
    goals: list[Goal] = field(default_factory=list)

    @property
    def state(self) -> str:
        """What is happening to the offer, in the language in force."""
        offer = self.offer
        if offer.state != Offer.State.OPEN:
            return str(offer.get_state_display())
        if offer.valid_to:
            return _("closes on %(date)s") % {"date": offer.valid_to}
        return _("threatened since %(date)s (%(source)s)") % {
            "date": offer.threatened_since,
            "source": offer.threatened_source,
        }

    @property
    def words(self) -> str:
        """Say whom it leaves with none; small counts are not told, nor those of the past."""
        if self.residents is None:
            return _("How many residents would be left with none is not measured.")
        count = round(self.residents)
        if count == 0:
            return ""
        if count < SMALLEST_SHOWN:
            return _("Fewer than five residents are left with none within the limit.")
        return ngettext(
            "%(count)s resident is left with none within the limit.",
            "%(count)s residents are left with none within the limit.",
            count,
        ) % {"count": count}


def is_ending(offer: Offer, today: date | None = None) -> bool:
    """Whether an offer is closed or paused, has an end, or is threatened by a fresh source."""
    today = today or timezone.localdate()
    months = settings.THREAT_EXPIRES_AFTER_MONTHS
    threatened = offer.threatened_since
    return bool(
        offer.state in (Offer.State.CLOSED, Offer.State.PAUSED)
        or offer.valid_to
        or (threatened and threatened > today - relativedelta(months=months))
    )


def effects_of(offers: Iterable[Offer], run: CoverageRun | None) -> list[Effect]:
    """Measure, in two queries, whom each offer's end leaves with none within the threshold."""
    offers = list(offers)
    limits: dict[int, Standard] = {}
    chosen = Standard.objects.filter(
        category__in={offer.category_id for offer in offers},
        target_share__isnull=False,
        metric="distance",
    )
    for standard in chosen.order_by("-is_primary", "threshold"):
        limits.setdefault(standard.category_id, standard)
    left = _left_with_none([one for one in offers if one.category_id in limits], limits, run)
    return [
        Effect(
            offer,
            None
            if run is None or offer.category_id not in limits
            else left.get((offer.category_id, offer.service_point_id), 0.0),
        )
        for offer in offers
    ]


def _left_with_none(
    offers: list[Offer], limits: dict[int, Standard], run: CoverageRun | None
) -> dict[tuple[int, int], float]:
    if run is None or not offers:
        return {}
    asked = Q()
    for offer in offers:
        limit = limits[offer.category_id].threshold
        asked |= Q(
            Q(second_cost__isnull=True) | Q(second_cost__gt=limit),
            category_id=offer.category_id,
            service_point_id=offer.service_point_id,
            cost__lte=limit,
        )
    rows = (
        CoverageCost.objects.filter(asked, run_id=run.pk, metric="distance")
        .values("category_id", "service_point_id")
        .annotate(people=Sum("cell__residents"))
    )
    return {
        (row["category_id"], row["service_point_id"]): float(row["people"] or 0) for row in rows
    }


def leaning_goals(offer: Offer) -> list[Goal]:
    """Return the goals in force tied to an offer or its place, themselves or by an activity."""
    links = GoalLink.objects.filter(Q(offer=offer) | Q(service_point=offer.service_point_id))
    tied = Q(links__in=links) | Q(activities__links__in=links)
    return list(
        Goal.objects.filter(tied, version__in=versions_in_force())
        .select_related("version__plan__group")
        .distinct()
    )


def threats_to(leaning_on: Iterable[tuple[Goal, Iterable[Offer]]]) -> list[Effect]:
    """Return the ending offers among those that each goal, or its activities, lean on."""
    today = timezone.localdate()
    leaning: dict[int, tuple[Offer, list[Goal]]] = {}
    ending: dict[int, bool] = {}
    for goal, offers in leaning_on:
        for offer in offers:
            if offer.pk not in ending:
                ending[offer.pk] = is_ending(offer, today)
            if ending[offer.pk]:
                known = leaning.setdefault(offer.pk, (offer, []))[1]
                if goal not in known:
                    known.append(goal)
    if not leaning:
        return []
    effects = effects_of((offer for offer, _goals in leaning.values()), latest_run())
    return [Effect(one.offer, one.residents, leaning[one.offer.pk][1]) for one in effects]
