"""Reminding a group when its plan is over a year old, with progress in one press from the mail."""

from datetime import date

from django.conf import settings
from django.core import signing
from django.core.mail import send_mail
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from plans.models import Activity, PlanVersion

SALT = "plans.progress"
LINK_LIVES_S = 90 * 24 * 3600
YEAR_DAYS, AGAIN_DAYS = 365, 30


def progress_key(activity: Activity) -> str:
    """Sign a link good for noting how one activity goes, and nothing else."""
    return signing.dumps(str(activity.identity), salt=SALT)


def activity_of_key(key: str) -> Activity | None:
    """Return the activity of the year in force that a link speaks of, if it is ours and fresh."""
    try:
        identity = signing.loads(key, salt=SALT, max_age=LINK_LIVES_S)
    except signing.BadSignature:
        return None
    current = Activity.objects.filter(identity=identity, version__status=PlanVersion.Status.ADOPTED)
    return current.select_related("version__plan__group").first()


def remind(*, today: date) -> int:
    """Remind the members of groups whose plan became a year old today, and then each month."""
    written = 0
    adopted = PlanVersion.objects.filter(
        status=PlanVersion.Status.ADOPTED, adopted_on__isnull=False, is_example=False
    ).select_related("plan__group")
    for version in adopted:
        days = (today - version.adopted_on).days
        if days >= YEAR_DAYS and (days - YEAR_DAYS) % AGAIN_DAYS == 0:
            written += _remind(version)
    return written


def _remind(version: PlanVersion) -> int:
    group = version.plan.group
    open_ones = list(
        version.activities.filter(
            status__in=[Activity.Status.PLANNED, Activity.Status.ONGOING, Activity.Status.UNKNOWN]
        )
    )
    members = list(group.members.filter(is_active=True))
    for member in members:
        with translation.override(member.language):
            subject = _("The plan of %(group)s is over a year old") % {"group": group.name}
            lines = [
                _("How does it go? One press for each is enough:"),
                "",
                *(
                    f"- {one.title}\n  {settings.SITE_URL}{reverse('progress')}"
                    f"?key={progress_key(one)}"
                    for one in open_ones
                ),
                "",
                _("Begin this year's revision here:"),
                f"{settings.SITE_URL}{reverse('plan-write', args=[group.slug])}",
            ]
            send_mail(subject, "\n".join(lines), None, [member.email])
    return len(members)
