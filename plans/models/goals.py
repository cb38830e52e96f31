"""Goals, strategies and activities of one year's plan."""

import uuid
from enum import StrEnum

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from geo.models import Sourced
from plans.models.plans import PlanVersion
from plans.models.programmes import PriorityArea


class GoalStatus(StrEnum):
    MET = "met"
    ON_THE_WAY = "on_the_way"
    MISSED = "missed"
    UNKNOWN = "unknown"
    NOT_ASSESSED = "not_assessed"

    @property
    def label(self) -> str:
        """The word that pages use."""
        return str(STATUS_LABELS[self])


STATUS_LABELS = {
    GoalStatus.MET: _("met"),
    GoalStatus.ON_THE_WAY: _("on the way"),
    GoalStatus.MISSED: _("missed"),
    GoalStatus.UNKNOWN: _("unknown"),
    GoalStatus.NOT_ASSESSED: _("not assessed"),
}
STATUS_CHOICES = [(status.value, label) for status, label in STATUS_LABELS.items()]


TARGET_FIELDS = (
    "target_standard",
    "target_homes",
    "target_businesses",
    "target_indicator",
)


def _at_most_one_target() -> Q:
    condition = Q()
    for chosen in TARGET_FIELDS:
        others = {f"{name}__isnull": True for name in TARGET_FIELDS if name != chosen}
        condition |= Q(**others)
    return condition


class Goal(Sourced):
    """A long-term goal. ``identity`` stays the same from one year's version to the next."""

    version = models.ForeignKey(PlanVersion, models.CASCADE, related_name="goals")
    identity = models.UUIDField(default=uuid.uuid4, editable=False)
    area = models.ForeignKey(
        PriorityArea, models.PROTECT, null=True, blank=True, related_name="goals"
    )
    locality = models.ForeignKey(
        "geo.Locality", models.PROTECT, null=True, blank=True, related_name="goals"
    )
    title = models.CharField(_("goal"), max_length=200)
    text = models.TextField(_("in more words"), blank=True)
    position = models.PositiveSmallIntegerField(_("order"), default=1)
    target_standard = models.ForeignKey(
        "services.Standard", models.PROTECT, null=True, blank=True, related_name="goals"
    )
    target_homes = models.PositiveIntegerField(_("target: homes"), null=True, blank=True)
    target_businesses = models.PositiveIntegerField(
        _("target: businesses on the road"), null=True, blank=True
    )
    target_indicator = models.ForeignKey(
        "geo.Indicator", models.PROTECT, null=True, blank=True, related_name="goals"
    )
    target_value = models.FloatField(_("target: at least"), null=True, blank=True)
    override = models.CharField(
        _("status by hand"), max_length=12, choices=STATUS_CHOICES, blank=True
    )
    override_reason = models.CharField(_("why by hand"), max_length=300, blank=True)
    override_on = models.DateField(_("set by hand on"), null=True, blank=True)
    edition = models.PositiveIntegerField(default=1, editable=False)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("goal")
        verbose_name_plural = _("goals")
        ordering = ("version", "position", "pk")
        constraints = (
            models.UniqueConstraint(fields=("version", "identity"), name="goal_once_per_version"),
            models.CheckConstraint(
                condition=_at_most_one_target(),
                name="goal_has_at_most_one_target",
                violation_error_message=_("A goal has at most one target."),
            ),
            models.CheckConstraint(
                condition=Q(target_indicator__isnull=True, target_value__isnull=True)
                | Q(target_indicator__isnull=False, target_value__isnull=False),
                name="goal_indicator_has_a_value",
            ),
            models.CheckConstraint(
                condition=Q(override="") | (~Q(override_reason="") & Q(override_on__isnull=False)),
                name="goal_override_has_a_reason",
                violation_error_message=_("A status set by hand needs a reason."),
            ),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"{self.version.plan.group.get_absolute_url()}#goal-{self.pk}"

    @property
    def has_target(self) -> bool:
        """Whether the status is computed."""
        return bool(
            self.target_standard_id
            or self.target_indicator_id
            or self.target_homes is not None
            or self.target_businesses is not None
        )


class Strategy(models.Model):
    goal = models.ForeignKey(Goal, models.CASCADE, related_name="strategies")
    title = models.CharField(_("strategy"), max_length=200)
    edition = models.PositiveIntegerField(default=1, editable=False)
    position = models.PositiveSmallIntegerField(_("order"), default=1)

    class Meta:
        verbose_name = _("strategy")
        verbose_name_plural = _("strategies")
        ordering = ("goal", "position", "pk")

    def __str__(self) -> str:
        return self.title


class Activity(Sourced):
    """Something to do in the near term, under a goal or, until sorted there, only in a plan."""

    class Status(models.TextChoices):
        PLANNED = "planned", _("planned")
        ONGOING = "ongoing", _("under way")
        DONE = "done", _("done")
        DROPPED = "dropped", _("dropped")
        UNKNOWN = "unknown", _("not known")

    class Doer(models.TextChoices):
        OURSELVES = "ourselves", _("ourselves")
        TOGETHER = "together", _("together")
        MUNICIPALITY = "municipality", _("the municipality")
        REGION = "region", _("the region")
        ROAD_AUTHORITY = "trafikverket", _("Trafikverket")
        COMPANY = "company", _("a company")
        OTHER = "other", _("someone else")

    version = models.ForeignKey(PlanVersion, models.CASCADE, related_name="activities")
    identity = models.UUIDField(default=uuid.uuid4, editable=False)
    goal = models.ForeignKey(Goal, models.CASCADE, null=True, blank=True, related_name="activities")
    strategy = models.ForeignKey(
        Strategy, models.SET_NULL, null=True, blank=True, related_name="activities"
    )
    title = models.CharField(_("activity"), max_length=200)
    text = models.TextField(_("in more words"), blank=True)
    doer = models.CharField(_("who does it"), max_length=14, choices=Doer, blank=True)
    due_on = models.DateField(_("due"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.PLANNED)
    cost = models.CharField(_("cost and funding"), max_length=200, blank=True)
    reason = models.CharField(_("why"), max_length=300, blank=True)
    progressed_on = models.DateField(_("progress noted on"), null=True, blank=True)
    edition = models.PositiveIntegerField(default=1, editable=False)
    position = models.PositiveSmallIntegerField(_("order"), default=1)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        ordering = ("version", "position", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("version", "identity"), name="activity_once_per_version"
            ),
        )

    def __str__(self) -> str:
        return self.title
