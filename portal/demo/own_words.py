"""What people have written on a plan made up as an example is theirs: it stays when examples go."""

from django.db.models import Q

from plans.models import (
    Activity,
    Comment,
    LoosePoint,
    PlanVersion,
    Priority,
    Snapshot,
    Strategy,
)

# An example plan is loaded with goals alone; whatever else stands on it, somebody wrote.
PREFIX = "Exempel: "


def keep_own_words() -> None:
    """Make a plan that holds anyone's own words a real one, before its examples are removed.

    What hung on a made-up goal stands by itself: activities without a goal, strategies and the
    reasons of priorities among the points still to be sorted.
    """
    examples = PlanVersion.objects.filter(is_example=True).select_related("plan")
    for version in examples.order_by("plan", "-year"):
        own_rows = _has_own_rows(version)
        if own_rows or version.vision:
            _loosen(version)
            _make_real(version, is_as_adopted=own_rows)
        elif version.comments.exists():  # type: ignore[attr-defined]
            newer = version.plan.versions.filter(is_example=False).order_by("-year").first()  # type: ignore[attr-defined]
            if newer is None:
                _make_real(version, is_as_adopted=False)
            else:
                Comment.objects.filter(version=version).update(version=newer, goal=None)
    left = PlanVersion.objects.filter(is_example=False, supersedes__is_example=True)
    left.update(supersedes=None)


def _has_own_rows(version: PlanVersion) -> bool:
    own = Q(is_example=False)
    return bool(
        version.goals.filter(own).exists()  # type: ignore[attr-defined]
        or version.activities.filter(own).exists()  # type: ignore[attr-defined]
        or version.loose_points.exists()  # type: ignore[attr-defined]
        or version.priorities.exists()  # type: ignore[attr-defined]
        or Strategy.objects.filter(goal__version=version).exists()
    )


def _loosen(version: PlanVersion) -> None:
    made_up = Q(goal__version=version, goal__is_example=True)
    Activity.objects.filter(made_up, is_example=False).update(goal=None, strategy=None)
    going = Q(goal__is_example=True) | Q(activity__is_example=True)
    reasons = Priority.objects.filter(going, version=version).values_list("reason", flat=True)
    words = [*Strategy.objects.filter(made_up).values_list("title", flat=True), *reasons]
    LoosePoint.objects.bulk_create(
        LoosePoint(version=version, text=text, position=number)
        for number, text in enumerate(words, start=1 + version.loose_points.count())  # type: ignore[attr-defined]
    )


def _make_real(version: PlanVersion, *, is_as_adopted: bool) -> None:
    """Keep a year's plan as its group's own; one whose adoption was made up is a draft again."""
    status = PlanVersion.Status
    version.is_example, version.dataset = False, None
    if version.status == status.ADOPTED and not is_as_adopted:
        Snapshot.objects.filter(version=version).delete()
        has_draft = version.plan.versions.filter(status=status.DRAFT).exists()  # type: ignore[attr-defined]
        version.status = status.SUPERSEDED if has_draft else status.DRAFT
        version.adopted_on, version.adopted_at_meeting, version.reply_due_on = None, "", None
    version.save()
    version.plan.name = version.plan.name.removeprefix(PREFIX).capitalize()
    version.plan.save()
