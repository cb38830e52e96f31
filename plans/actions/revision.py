"""The yearly revision: begun from what is in force, then one choice for each goal and activity."""

from django.db import transaction
from django.utils import timezone

from plans.actions.versions import require_draft
from plans.errors import (
    AlreadyRevising,
    NothingAdopted,
    NotThisPlan,
    ReasonMissing,
    SupersessionCycle,
)
from plans.models import (
    Activity,
    Choice,
    Goal,
    GoalLink,
    LoosePoint,
    PlanVersion,
    Strategy,
    VillageGroup,
)
from plans.queries.writing import left_to_choose

KEPT_OF_GOAL = (
    "identity",
    "area",
    "locality",
    "title",
    "text",
    "position",
    "target_standard",
    "target_homes",
    "target_businesses",
    "target_indicator",
    "target_value",
    "override",
    "override_reason",
    "override_on",
    "source",
    "as_of",
    "dataset",
    "is_example",
)
KEPT_OF_ACTIVITY = (
    "identity",
    "title",
    "text",
    "doer",
    "due_on",
    "status",
    "cost",
    "reason",
    "position",
    "progressed_on",
    "source",
    "as_of",
    "dataset",
    "is_example",
)


@transaction.atomic
def begin_revision(*, group: VillageGroup) -> PlanVersion:
    """Begin the revision of the plan in force: this year's, or the next after it."""
    VillageGroup.objects.select_for_update().get(pk=group.pk)
    versions = PlanVersion.objects.filter(plan__group=group)
    if versions.filter(status=PlanVersion.Status.DRAFT).exists():
        raise AlreadyRevising
    adopted = versions.filter(status=PlanVersion.Status.ADOPTED).order_by("-year").first()
    if adopted is None:
        raise NothingAdopted
    draft = PlanVersion(
        plan=adopted.plan,
        year=max(timezone.localdate().year, adopted.year + 1),
        vision=adopted.vision,
        is_example=adopted.is_example,
        dataset=adopted.dataset,
    )
    supersede(draft, adopted)
    draft.save()
    _keep_unsorted(draft, adopted)
    return draft


def _keep_unsorted(draft: PlanVersion, adopted: PlanVersion) -> None:
    """Take along the points nobody has sorted yet: what is unsorted stays visible."""
    LoosePoint.objects.bulk_create(
        LoosePoint(version=draft, text=one.text, origin=one.origin, position=one.position)
        for one in adopted.loose_points.all()
        if not one.is_sorted
    )


def supersede(version: PlanVersion, earlier: PlanVersion) -> None:
    """Let a version follow an earlier one of the same plan; years alone make cycles impossible."""
    if version.plan_id != earlier.plan_id:
        raise NotThisPlan
    if version.year <= earlier.year:
        raise SupersessionCycle
    version.supersedes = earlier


@transaction.atomic
def choose(
    *, draft: PlanVersion, what: Goal | Activity, kind: str, reason: str = ""
) -> Goal | Activity | None:
    """Choose for one goal or activity of the year before; return its row in the draft, if any.

    Choosing again changes the choice: what was carried over is taken out when it is dropped.
    """
    require_draft(draft)
    if what.version_id != draft.supersedes_id:
        raise NotThisPlan
    kind = Choice.Kind(kind).value
    if kind == Choice.Kind.DROP and not reason.strip():
        raise ReasonMissing
    name = "goal" if isinstance(what, Goal) else "activity"
    Choice.objects.update_or_create(
        version=draft,
        identity=what.identity,
        defaults={name: what, "kind": kind, "reason": reason.strip()},
    )
    rows = draft.goals if isinstance(what, Goal) else draft.activities
    here = rows.filter(identity=what.identity).first()  # type: ignore[attr-defined]
    if kind in (Choice.Kind.FINISH, Choice.Kind.DROP):
        if here:
            if isinstance(here, Goal):
                here.activities.update(goal=None, strategy=None)
            here.delete()
        return None
    if here:
        return here  # type: ignore[no-any-return]
    return _carry_goal(draft, what) if isinstance(what, Goal) else _carry_activity(draft, what)


def _carry_goal(draft: PlanVersion, old: Goal) -> Goal:
    new = Goal.objects.create(version=draft, **{name: getattr(old, name) for name in KEPT_OF_GOAL})
    for strategy in old.strategies.all():
        Strategy.objects.create(goal=new, title=strategy.title, position=strategy.position)
    _copy_links(old.links.all(), goal=new)
    new.used_in.set(old.used_in.all())
    carried = old.activities.values_list("identity", flat=True)
    for activity in draft.activities.filter(identity__in=carried, goal=None):
        _hang(activity, draft, old.activities.get(identity=activity.identity))
        activity.save()
    return new


def _carry_activity(draft: PlanVersion, old: Activity) -> Activity:
    new = Activity(version=draft, **{name: getattr(old, name) for name in KEPT_OF_ACTIVITY})
    _hang(new, draft, old)
    new.save()
    _copy_links(old.links.all(), activity=new)
    return new


def _hang(new: Activity, draft: PlanVersion, old: Activity) -> None:
    """Hang an activity under the goal and strategy that its old ones have become."""
    if old.goal is None:
        return
    new.goal = draft.goals.filter(identity=old.goal.identity).first()
    if new.goal and old.strategy:
        new.strategy = new.goal.strategies.filter(title=old.strategy.title).first()


def _copy_links(links: object, **owner: Goal | Activity) -> None:
    for link in links:  # type: ignore[attr-defined]
        link.pk, link.goal, link.activity = None, owner.get("goal"), owner.get("activity")
        link.save(force_insert=True)


@transaction.atomic
def carry_all(*, draft: PlanVersion) -> int:
    """Carry over whatever nothing is chosen for yet, in one press."""
    left = left_to_choose(draft)
    for what in left:
        choose(draft=draft, what=what, kind=Choice.Kind.CARRY)
    return len(left)


def follow_on(old: PlanVersion, new: PlanVersion) -> None:
    """Let other plans' links, and the readings so far, go on with each goal's row of the year."""
    for goal in new.goals.all():
        earlier = old.goals.filter(identity=goal.identity).first()
        if earlier is not None:
            GoalLink.objects.filter(to_goal=earlier).update(to_goal=goal)
            earlier.readings.exclude(run__in=goal.readings.values("run")).update(goal=goal)
