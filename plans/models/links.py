"""What on the map a goal or an activity is tied to: exactly one thing, or a named point."""

from django.contrib.gis.db import models
from django.db.models import F, Q
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from plans.models.goals import Activity, Goal

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
    # The business it was tied to before that was merged, should the merge be undone.
    merged_from = models.ForeignKey(
        "route221.Business", models.SET_NULL, null=True, blank=True, related_name="+"
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
        name = self.target_field
        return self.point_name if name == "point" else getattr(self, name)

    @property
    def target_field(self) -> str:
        """Which of the targets it is."""
        ids = self.__dict__
        return next((one for one in TARGETS[:-1] if ids.get(f"{one}_id") is not None), "point")

    @property
    def leads_to(self) -> tuple[str, str]:
        """What its target is called, and the address of its page, if it has one."""
        thing = self.target
        if self.offer is not None:
            name = f"{self.offer.service_point}: {self.offer.category}"
            return name, self.offer.service_point.get_absolute_url()
        address = getattr(thing, "get_absolute_url", None)
        return f"{thing}{self.stretch_text}", address() if address else ""

    @property
    def stretch_text(self) -> str:
        """Which part of a road, where not all of it is meant."""
        return stretch_text(self.from_chainage_m, self.to_chainage_m)


def stretch_text(from_chainage_m: float | None, to_chainage_m: float | None) -> str:
    """Name a part of a road; nothing where all of it is meant."""
    if from_chainage_m is None or to_chainage_m is None:
        return ""
    ends = (number_format(m / 1000, 1) for m in (from_chainage_m, to_chainage_m))
    return ", {} {}–{}".format(_("km"), *ends)
