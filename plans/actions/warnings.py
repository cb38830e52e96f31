"""When an offer ends or a goal turns: tell those who follow, in their language."""

from django.utils.translation import gettext as _

from plans.actions.telling import tell_followers
from plans.models import Goal, GoalReading, VillageGroup
from plans.queries.effects import Effect, effects_of, leaning_goals
from plans.queries.goals import AssessedGoal
from services.models import Offer
from services.queries.coverage import latest_run


def warn_of_offer(*, offer: Offer) -> int:
    """Tell those who follow goals that lean on an offer; return how many mails went out."""
    by_group: dict[VillageGroup, list[Goal]] = {}
    for goal in leaning_goals(offer):
        by_group.setdefault(goal.version.plan.group, []).append(goal)
    if not by_group:
        return 0
    (effect,) = effects_of([offer], latest_run())
    return sum(_warn(group, goals, effect) for group, goals in by_group.items())


def _warn(group: VillageGroup, goals: list[Goal], effect: Effect) -> int:
    def words() -> tuple[str, str]:
        place = effect.offer.service_point.name
        subject = _("%(place)s: %(state)s") % {"place": place, "state": effect.state}
        lines = [
            f"{effect.offer.category}, {place}: {effect.state}.",
            effect.words,
            "",
            _("It touches:"),
            *(f"- {goal.title}" for goal in goals),
        ]
        return subject[:200], "\n".join(lines)

    return tell_followers(group=group, words=words, goals=[goal.identity for goal in goals])


def tell_of_turned(*, turned: list[tuple[AssessedGoal, GoalReading]]) -> int:
    """Tell those who follow a goal that its status has turned, from what to what."""
    return sum(_tell_turned(one, before) for one, before in turned)


def _tell_turned(one: AssessedGoal, before: GoalReading) -> int:
    goal = one.goal

    def words() -> tuple[str, str]:
        subject = _("A goal has turned: %(goal)s") % {"goal": goal.title}
        text = _("By the map it was %(before)s and is now %(now)s.") % {
            "before": before.get_status_display(),
            "now": one.computed.label if one.computed else "",
        }
        return subject[:200], text

    return tell_followers(
        group=goal.version.plan.group,
        words=words,
        goals=[goal.identity],
        tail=f"#goal-{goal.pk}",
    )
