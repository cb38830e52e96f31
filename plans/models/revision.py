"""The yearly walk: loose points to sort, what was chosen for each goal, the year's priorities."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from plans.models.goals import Activity, Goal, Strategy
from plans.models.plans import PlanVersion

MOST_PRIORITIES = 5


class LoosePoint(models.Model):
    """One point of an old action plan, unsorted until it has become something or is set aside."""

    version = models.ForeignKey(PlanVersion, models.CASCADE, related_name="loose_points")
    text = models.CharField(_("point"), max_length=500)
    origin = models.CharField(_("from"), max_length=160, blank=True)
    position = models.PositiveSmallIntegerField(_("order"), default=1)
    as_goal = models.ForeignKey(Goal, models.SET_NULL, null=True, blank=True, related_name="+")
    as_strategy = models.ForeignKey(
        Strategy, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    as_activity = models.ForeignKey(
        Activity, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    set_aside_because = models.CharField(_("why it is set aside"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("loose point")
        verbose_name_plural = _("loose points")
        ordering = ("version", "position", "pk")

    def __str__(self) -> str:
        return self.text

    @property
    def is_sorted(self) -> bool:
        return bool(
            self.as_goal_id or self.as_strategy_id or self.as_activity_id or self.set_aside_because
        )


class Choice(models.Model):
    """What the group chose, in a revision, for one goal or activity of the year before."""

    class Kind(models.TextChoices):
        CARRY = "carry", _("carry over")
        CHANGE = "change", _("change")
        FINISH = "finish", _("finished")
        DROP = "drop", _("drop")

    BECAME = {
        Kind.CARRY: _("carried over as it was"),
        Kind.CHANGE: _("carried over and changed"),
        Kind.FINISH: _("finished"),
        Kind.DROP: _("dropped from the plan"),
    }

    version = models.ForeignKey(PlanVersion, models.CASCADE, related_name="choices")
    identity = models.UUIDField(default=uuid.uuid4, editable=False)
    goal = models.ForeignKey(Goal, models.CASCADE, null=True, blank=True, related_name="+")
    activity = models.ForeignKey(Activity, models.CASCADE, null=True, blank=True, related_name="+")
    kind = models.CharField(_("choice"), max_length=6, choices=Kind)
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("choice in a revision")
        verbose_name_plural = _("choices in revisions")
        ordering = ("version", "pk")
        constraints = (
            models.UniqueConstraint(fields=("version", "identity"), name="choice_once_a_revision"),
            models.CheckConstraint(
                condition=Q(goal__isnull=True) ^ Q(activity__isnull=True),
                name="choice_of_exactly_one",
            ),
            models.CheckConstraint(
                condition=~Q(kind="drop") | ~Q(reason=""), name="choice_to_drop_has_a_reason"
            ),
        )

    def __str__(self) -> str:
        return f"{self.goal or self.activity}: {self.became}"

    @property
    def became(self) -> str:
        """What became of it, in words that stand by themselves."""
        return str(self.BECAME[Choice.Kind(self.kind)])


class Priority(models.Model):
    """One of the year's at most five, in order."""

    version = models.ForeignKey(PlanVersion, models.CASCADE, related_name="priorities")
    position = models.PositiveSmallIntegerField(_("place"))
    goal = models.ForeignKey(Goal, models.CASCADE, null=True, blank=True, related_name="priorities")
    activity = models.ForeignKey(
        Activity, models.CASCADE, null=True, blank=True, related_name="priorities"
    )
    reason = models.CharField(_("reason"), max_length=300)

    class Meta:
        verbose_name = _("priority of the year")
        verbose_name_plural = _("priorities of the year")
        ordering = ("version", "position")
        constraints = (
            models.UniqueConstraint(fields=("version", "position"), name="priority_one_each_place"),
            models.UniqueConstraint(fields=("version", "goal"), name="priority_goal_once"),
            models.UniqueConstraint(fields=("version", "activity"), name="priority_activity_once"),
            models.CheckConstraint(
                condition=Q(position__gte=1, position__lte=MOST_PRIORITIES),
                name="priority_at_most_five",
            ),
            models.CheckConstraint(
                condition=Q(goal__isnull=True) ^ Q(activity__isnull=True),
                name="priority_of_exactly_one",
            ),
        )

    def __str__(self) -> str:
        return f"{self.position}. {self.what}"

    @property
    def what(self) -> Goal | Activity | None:
        return self.goal or self.activity
