"""Goals, strategies and activities, and what on the map they are tied to."""

import uuid

from django.contrib.gis.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from geo.models import Sourced
from plans.models.plans import PlanVersion
from plans.models.programmes import PriorityArea


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
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("goal")
        verbose_name_plural = _("goals")
        ordering = ("version", "position", "pk")
        constraints = (
            models.UniqueConstraint(fields=("version", "identity"), name="goal_once_per_version"),
            models.CheckConstraint(
                condition=(
                    Q(target_standard__isnull=True, target_homes__isnull=True)
                    | Q(target_standard__isnull=True, target_businesses__isnull=True)
                    | Q(target_homes__isnull=True, target_businesses__isnull=True)
                ),
                name="goal_has_at_most_one_target",
                violation_error_message=_("A goal has at most one target."),
            ),
        )

    def __str__(self) -> str:
        return self.title


class Strategy(models.Model):
    goal = models.ForeignKey(Goal, models.CASCADE, related_name="strategies")
    title = models.CharField(_("strategy"), max_length=200)
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


TARGETS = (
    "service_point",
    "offer",
    "business",
    "attraction",
    "housing_project",
    "to_goal",
    "route",
    "point",
)


def _exactly_one(names: tuple[str, ...]) -> Q:
    condition = Q()
    for chosen in names:
        condition |= Q(**{f"{name}__isnull": name != chosen for name in names})
    return condition


class GoalLink(models.Model):
    """Ties a goal or an activity to one thing on the map, or to a named point."""

    class Relation(models.TextChoices):
        SERVES = "serves", _("serves")
        DEPENDS_ON = "depends_on", _("depends on")
        THREATENED_BY = "threatened_by", _("threatened by")
        CONFLICTS_WITH = "conflicts_with", _("conflicts with")
        OPPORTUNITY_FOR = "opportunity_for", _("opportunity for")

    goal = models.ForeignKey(Goal, models.CASCADE, null=True, blank=True, related_name="links")
    activity = models.ForeignKey(
        Activity, models.CASCADE, null=True, blank=True, related_name="links"
    )
    relation = models.CharField(_("relation"), max_length=16, choices=Relation)
    note = models.CharField(_("note"), max_length=300, blank=True)
    service_point = models.ForeignKey(
        "services.ServicePoint", models.PROTECT, null=True, blank=True, related_name="goal_links"
    )
    offer = models.ForeignKey(
        "services.Offer", models.PROTECT, null=True, blank=True, related_name="goal_links"
    )
    business = models.ForeignKey(
        "route221.Business", models.PROTECT, null=True, blank=True, related_name="goal_links"
    )
    attraction = models.ForeignKey(
        "route221.Attraction", models.PROTECT, null=True, blank=True, related_name="goal_links"
    )
    housing_project = models.ForeignKey(
        "plans.HousingProject", models.PROTECT, null=True, blank=True, related_name="goal_links"
    )
    to_goal = models.ForeignKey(
        Goal, models.CASCADE, null=True, blank=True, related_name="links_here"
    )
    route = models.ForeignKey(
        "route221.Route", models.PROTECT, null=True, blank=True, related_name="goal_links"
    )
    from_chainage_m = models.FloatField(_("from, m"), null=True, blank=True)
    to_chainage_m = models.FloatField(_("to, m"), null=True, blank=True)
    point = models.PointField(_("position"), srid=3006, null=True, blank=True)
    point_name = models.CharField(_("name of the point"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("link to the map")
        verbose_name_plural = _("links to the map")
        constraints = (
            models.CheckConstraint(
                condition=_exactly_one(("goal", "activity")), name="goallink_from_exactly_one"
            ),
            models.CheckConstraint(condition=_exactly_one(TARGETS), name="goallink_to_exactly_one"),
            models.CheckConstraint(
                condition=Q(point__isnull=True) | ~Q(point_name=""), name="goallink_point_named"
            ),
            models.CheckConstraint(
                condition=Q(to_goal__isnull=True) | ~Q(to_goal=F("goal")),
                name="goallink_not_to_itself",
            ),
        )

    def __str__(self) -> str:
        return f"{self.goal or self.activity} {self.get_relation_display()}"

    @property
    def target(self) -> object:
        """The one thing the link leads to; a named point is its name."""
        for name in TARGETS[:-1]:
            if getattr(self, f"{name}_id") is not None:
                return getattr(self, name)
        return self.point_name
