"""The municipality's act, apart from the group's: what it says of an adopted plan."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from plans.actions.telling import tell_followers
from plans.errors import AlreadyCorrected, HandledTooEarly, NothingAdopted, ReasonMissing
from plans.models import Goal, Handling, PlanVersion, SteeringDocument


@transaction.atomic
def handle(
    *,
    version: PlanVersion,
    outcome: str,
    body: str,
    handled_on: date,
    diary_number: str,
    reason: str = "",
    user: Any = None,
    corrects: Handling | None = None,
) -> Handling:
    """Note one step of the handling, or correct one that stays readable; the plan never moves."""
    if version.adopted_on is None:
        raise NothingAdopted
    if handled_on < version.adopted_on:
        raise HandledTooEarly
    if corrects is not None:
        corrects = Handling.objects.select_for_update().get(pk=corrects.pk, version=version)
        if corrects.is_corrected:
            raise AlreadyCorrected
        corrects.is_corrected = True
        corrects.save(update_fields=["is_corrected"])
    if outcome == Handling.Outcome.DECLINED and not reason.strip():
        raise ReasonMissing
    made = Handling.objects.create(
        version=version,
        outcome=Handling.Outcome(outcome).value,
        body=body.strip(),
        handled_on=handled_on,
        diary_number=diary_number.strip(),
        reason=reason.strip(),
        entered_by=user,
        corrects=corrects,
    )
    transaction.on_commit(lambda: _tell(made))
    return made


def _tell(made: Handling) -> None:
    version = made.version

    def words() -> tuple[str, str]:
        subject = _("The municipality on the plan of %(group)s: %(outcome)s") % {
            "group": version.plan.group.name,
            "outcome": made.get_outcome_display(),
        }
        lines = [
            _("This corrects an earlier entry.") if made.corrects_id else "",
            f"{made.body}, {made.handled_on:%Y-%m-%d}",
            _("Diary number: %(number)s") % {"number": made.diary_number},
            made.reason,
        ]
        return subject, "\n".join(line for line in lines if line)

    tell_followers(group=version.plan.group, words=words)


@transaction.atomic
def use_goal(*, goal: Goal, document: SteeringDocument) -> None:
    """Say that a goal was used in a steering document."""
    document.goals.add(goal)


@transaction.atomic
def leave_goal(*, goal: Goal, document: SteeringDocument) -> None:
    """Take back that a goal was used in a steering document."""
    document.goals.remove(goal)
