"""The wish to live somewhere, the matrix of life situations, and the year's one question."""

from django.conf import settings
from django.core import signing
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from geo.models import Locality
from plans.models import HousingInterest, HousingProject, LifeSituation, PollAnswer

SALT = "plans.poll"
KEPT_S = 7 * 24 * 3600


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
    return answer


def voter_of(email: str) -> str:
    """Return a digest that tells voters apart and names nobody."""
    return salted_hmac(SALT, email.strip().lower(), algorithm="sha256").hexdigest()
