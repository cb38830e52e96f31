"""The wish to live somewhere, the matrix of life situations, and the year's one question."""

from django.conf import settings
from django.core import signing
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from geo.models import Dataset, Indicator, Locality, Observation
from plans.models import HousingInterest, HousingProject, LifeSituation, PollAnswer, PollPublication
from plans.queries.living import POLL_STEP, SMALLEST_POLL, poll_counts

SALT = "plans.poll"
KEPT_S = 7 * 24 * 3600
PERCEIVED = "upplevt-att-bo-har"


@transaction.atomic
def wish_to_live(
    *,
    locality: Locality,
    situation: str,
    tenure: str,
    project: HousingProject | None = None,
) -> HousingInterest:
    """Count one wish to live somewhere; nothing is kept of whose it is."""
    return HousingInterest.objects.create(
        locality=locality, project=project, situation=situation, tenure=tenure
    )


@transaction.atomic
def state_situation(
    *, locality: Locality, situation: str, state: str, source: str
) -> LifeSituation | None:
    """State whether there is a home for one situation; an empty state is *not known* again."""
    if not state:
        LifeSituation.objects.filter(locality=locality, situation=situation).delete()
        return None
    row, _made = LifeSituation.objects.update_or_create(
        locality=locality,
        situation=situation,
        defaults={"state": state, "source": source, "stated_on": timezone.localdate()},
    )
    return row


def ask_poll(*, locality: Locality, felt: str, email: str, language: str) -> None:
    """Ask the sender to confirm; the answer travels in the link, and nothing is kept of it."""
    year = timezone.localdate().year
    key = signing.dumps([locality.pk, year, felt, voter_of(email)], salt=SALT)
    with translation.override(language):
        link = f"{settings.SITE_URL}{reverse('poll-confirm')}?key={key}"
        text = _("Open this page and press the button; your answer is counted only then.")
        send_mail(_("Confirm your answer"), f"{text}\n\n{link}\n", None, [email])


def poll_of_key(key: str) -> tuple[int, int, str, str] | None:
    """Read what a poll link says, if it is ours and not too old."""
    try:
        locality, year, felt, voter = signing.loads(key, salt=SALT, max_age=KEPT_S)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return locality, year, felt, voter


@transaction.atomic
def count_answer(*, locality: Locality, year: int, felt: str, voter: str) -> PollAnswer:
    """Count one answer a year for each voter; a newer one replaces it."""
    answer, _made = PollAnswer.objects.update_or_create(
        locality=locality, year=year, voter=voter, defaults={"felt": felt}
    )
    note_perceived(locality=locality, year=year)
    return answer


@transaction.atomic
def publish_poll(*, locality: Locality, year: int) -> PollPublication | None:
    """Make a year's answers public: the first ten, then whenever five more have come.

    In between nothing moves, so that no single answer, nor a change of one, can be told.
    """
    Locality.objects.select_for_update(of=("self",)).get(pk=locality.pk)
    counts = poll_counts(locality, year)
    known = PollPublication.objects.filter(locality=locality, year=year).first()
    enough = known.total + POLL_STEP if known else SMALLEST_POLL
    if sum(counts.values()) < enough:
        return known
    made, _made = PollPublication.objects.update_or_create(
        locality=locality, year=year, defaults=counts
    )
    return made


@transaction.atomic
def note_perceived(*, locality: Locality, year: int) -> Observation | None:
    """Keep a year's poll as an indicator of the kind *perceived*; nothing under ten answers."""
    result = publish_poll(locality=locality, year=year)
    indicator, _made = Indicator.objects.get_or_create(
        slug=PERCEIVED,
        defaults={
            "kind": Indicator.Kind.PERCEIVED,
            "name": "Upplevs bättre eller som förut",
            "unit": "%",
            "note": "Andel av svaren på byns årliga fråga. Upplevt, inte mätt; minst tio svar.",
        },
    )
    dataset, _made = Dataset.objects.get_or_create(
        kind=Dataset.Kind.INDICATORS,
        slug=PERCEIVED,
        is_active=True,
        defaults={
            "title": "Byarnas årliga fråga",
            "publisher": settings.SITE_NAME,
            "licence": "CC0-1.0",
        },
    )
    row = {"dataset": dataset, "indicator": indicator, "locality": locality, "year": year}
    if result is None:
        Observation.objects.filter(**row).delete()
        return None
    good = result.counts["better"] + result.counts["same"]
    observation, _made = Observation.objects.update_or_create(
        **row,
        defaults={
            "value": round(100 * good / result.total, 1),
            "source": f"{result.total} svar",
            "point": locality.point,
        },
    )
    return observation


def voter_of(email: str) -> str:
    """Return a digest that tells voters apart and names nobody."""
    return salted_hmac(SALT, email.strip().lower(), algorithm="sha256").hexdigest()
