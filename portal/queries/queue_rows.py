"""Why each row of the queue waits, in words, and what deciding about it would change."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from portal.templatetags.figures import people
from route221.queries.waiting import Waiting
from services.models import Offer, Report
from services.queries.effect import Effect, to_confirm


@dataclass(frozen=True)
class Told:
    """A row, with what is known of its case beyond its kind."""

    row: Waiting
    reason: str = ""
    effect: str = ""
    since: str = ""  # a year, where no day is known

    @property
    def age(self) -> str:
        """Say how many days it has waited; of an unknown day the year, if that is known."""
        if self.row.age_days is not None:
            return str(self.row.age_days)
        if self.since:
            return _("since %(when)s") % {"when": self.since}
        return _("undated")


def told(rows: Iterable[Waiting]) -> list[Told]:
    """Say of each row why it waits: one query for all reports, few for all offers."""
    rows = list(rows)
    offers = _offers([row.pk for row in rows if row.why == "unconfirmed"])
    reports = Report.objects.select_related("locality", "category", "service_point").in_bulk(
        [row.pk for row in rows if row.why == "reported"]
    )
    found = []
    for row in rows:
        if row.why == "unconfirmed" and row.pk in offers:
            effect = offers[row.pk]
            found.append(
                Told(row, offer_reason(effect.offer), effect_words(effect), effect.offer.as_of)
            )
        elif row.why == "reported" and row.pk in reports:
            found.append(Told(row, report_reason(reports[row.pk])))
        else:
            found.append(Told(row))
    return found


def _offers(keys: list[int]) -> dict[int, Effect]:
    if not keys:
        return {}
    found = to_confirm(Offer.objects.filter(pk__in=keys).select_related("dataset"))
    return {one.offer.pk: one for one in found}


def offer_reason(offer: Offer) -> str:
    """Say which service it is, since when nobody has confirmed it, and who said it."""
    is_listed = offer.missing_since is None or (
        offer.confirmed_on is not None and offer.confirmed_on > offer.missing_since
    )
    if not is_listed:
        why = _("no longer in its source since %(when)s") % {"when": offer.missing_since}
    elif offer.confirmed_on or offer.as_of:
        why = _("not confirmed since %(when)s") % {"when": offer.confirmed_on or offer.as_of}
    else:
        why = _("without a date: nobody has said when it was true")
    source = offer.source or (offer.dataset.title if offer.dataset else "")
    said = _("source: %(source)s") % {"source": source} if source else _("source not known")
    return f"{offer.category}: {why} · {said}"


def effect_words(effect: Effect) -> str:
    """Say whom it would bring within reach if it counted as known."""
    if effect.residents is None:
        return _("What confirming it would change is not known: no position, or nothing measured.")
    if not effect.residents:
        return _("Confirming it brings nobody new within reach.")
    return _("Confirming it brings about %(people)s residents within %(km)s km.") % {
        "people": people(effect.residents),
        "km": f"{effect.threshold_m / 1000:g}",
    }


def report_reason(report: Report) -> str:
    """Say what kind of report it is, and of which place and service."""
    place = report.service_point or report.locality
    parts = [
        str(report.get_kind_display()),
        str(place) if place else _("place not told"),
        str(report.category) if report.category else "",
    ]
    return " · ".join(part for part in parts if part)
