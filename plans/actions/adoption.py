"""The group's own act: it adopts its plan, which freezes a snapshot and starts the reply clock."""

from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from plans.actions.readings import read_goals
from plans.actions.revision import follow_on
from plans.actions.telling import tell_followers, tell_planners
from plans.actions.versions import require_draft
from plans.errors import ChangedMeanwhile, NothingToAdopt, StillChoosing
from plans.models import PlanVersion, Snapshot
from plans.queries.snapshots import is_of_today, plan_content
from plans.queries.writing import left_to_choose
from services.models import CoverageRun
from services.queries.coverage import latest_run


@transaction.atomic
def adopt(
    *, version: PlanVersion, adopted_on: date, meeting: str, edition: int | None = None
) -> Snapshot:
    """Adopt a draft: freeze it with the newest figures, and let it supersede the year before."""
    version = (
        PlanVersion.objects.select_for_update(of=("self",))
        .select_related("plan__group", "supersedes")
        .get(pk=version.pk)
    )
    require_draft(version)
    if edition is not None and edition != version.edition:
        raise ChangedMeanwhile(version)
    if not version.goals.exists() and not version.activities.exists():
        raise NothingToAdopt
    if left_to_choose(version):
        raise StillChoosing
    for earlier in version.plan.versions.filter(status=PlanVersion.Status.ADOPTED):
        earlier.status = PlanVersion.Status.SUPERSEDED
        earlier.save()
        follow_on(earlier, version)
    version.status = PlanVersion.Status.ADOPTED
    version.adopted_on = adopted_on
    version.adopted_at_meeting = meeting.strip()
    version.reply_due_on = adopted_on + timedelta(days=settings.PLAN_REPLY_DAYS)
    version.edition += 1
    version.save()
    snapshot = _freeze(version)
    if snapshot.run is not None:
        read_goals(run=snapshot.run)
    transaction.on_commit(lambda: _tell(version))
    return snapshot


def _freeze(version: PlanVersion) -> Snapshot:
    run = latest_run()
    if run is not None:
        CoverageRun.objects.filter(pk=run.pk).update(is_kept=True)
    return Snapshot.objects.create(
        version=version,
        run=run,
        is_of_the_day=is_of_today(run),
        content=plan_content(version, run),
    )


def _tell(version: PlanVersion) -> None:
    group = version.plan.group

    def words() -> tuple[str, str]:
        return (
            _("%(group)s has adopted its plan for %(year)s")
            % {"group": group.name, "year": version.year},
            _("Read it here:"),
        )

    tell_followers(group=group, words=words)
    tell_planners(group=group, words=words)
