"""Two acts, never mixed: the group adopts and freezes a snapshot; the municipality handles."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from plans.models.goals import STATUS_CHOICES, Goal
from plans.models.plans import PlanVersion


class Snapshot(models.Model):
    """The plan as the group adopted it, with that day's figures. The database refuses a change."""

    version = models.OneToOneField(PlanVersion, models.CASCADE, related_name="snapshot")
    made_at = models.DateTimeField(_("made"), auto_now_add=True)
    run = models.ForeignKey("services.CoverageRun", models.PROTECT, null=True, related_name="+")
    is_of_the_day = models.BooleanField(_("the figures are of that day's data"))
    content = models.JSONField(_("content"))

    class Meta:
        verbose_name = _("adopted snapshot")
        verbose_name_plural = _("adopted snapshots")

    def __str__(self) -> str:
        return f"{self.version} ({self.made_at:%Y-%m-%d})"


class Handling(models.Model):
    """One step of the municipality's handling of an adopted plan."""

    class Outcome(models.TextChoices):
        RECEIVED = "received", _("received")
        REFERRED = "referred", _("referred")
        NOTED = "noted", _("noted")
        ENDORSED = "endorsed", _("endorsed")
        ADOPTED = "adopted", _("adopted by the municipality")
        DECLINED = "declined", _("declined")

    # A plan that was only received, or sent on, still waits for its reply.
    WAITING = (Outcome.RECEIVED, Outcome.REFERRED)

    version = models.ForeignKey(PlanVersion, models.CASCADE, related_name="handlings")
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome)
    body = models.CharField(
        _("body"), max_length=120, help_text=_("For example KF, KS or a committee; never a person.")
    )
    handled_on = models.DateField(_("date"))
    diary_number = models.CharField(_("diary number"), max_length=40)
    reason = models.TextField(_("reason"), max_length=2_000, blank=True)
    # A wrong entry stays readable beside the one that corrects it.
    corrects = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="corrected_by"
    )
    is_corrected = models.BooleanField(default=False, editable=False)
    entered_at = models.DateTimeField(auto_now_add=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("handling by the municipality")
        verbose_name_plural = _("handlings by the municipality")
        ordering = ("version", "handled_on", "pk")
        constraints = (
            models.CheckConstraint(
                condition=~Q(outcome="declined") | ~Q(reason=""),
                name="handling_declined_has_a_reason",
                violation_error_message=_("A plan that is declined needs a reason."),
            ),
            models.CheckConstraint(
                condition=Q(corrects__isnull=True) | ~Q(corrects=F("pk")),
                name="handling_not_correcting_itself",
            ),
        )

    def __str__(self) -> str:
        return f"{self.version}: {self.get_outcome_display()}"

    @property
    def is_reply(self) -> bool:
        return not self.is_corrected and self.outcome not in self.WAITING


class GoalReading(models.Model):
    """What one run said of a goal: the trend, and how one notices that a status turned."""

    goal = models.ForeignKey(Goal, models.CASCADE, related_name="readings")
    run = models.ForeignKey("services.CoverageRun", models.SET_NULL, null=True, related_name="+")
    read_on = models.DateField(_("measured"))
    status = models.CharField(_("status"), max_length=12, choices=STATUS_CHOICES)
    value = models.FloatField(_("figure"), null=True)

    class Meta:
        verbose_name = _("reading of a goal")
        verbose_name_plural = _("readings of goals")
        ordering = ("goal", "-read_on", "-pk")
        constraints = (
            models.UniqueConstraint(fields=("goal", "run"), name="goal_reading_once_a_run"),
        )

    def __str__(self) -> str:
        return f"{self.goal}: {self.get_status_display()}"


class SteeringDocument(models.Model):
    """A document of the municipality or region in which goals of villages were used."""

    class Kind(models.TextChoices):
        COMPREHENSIVE = "oversiktsplan", _("comprehensive plan")
        DETAILED = "detaljplan", _("detailed development plan")
        HOUSING = "bostadsforsorjning", _("plan of action for housing supply")
        BUDGET = "budget", _("goals and budget")
        SERVICE = "serviceplan", _("municipal service plan")
        BROADBAND = "bredband", _("broadband strategy")
        OTHER = "other", _("other document")

    name = models.CharField(_("name"), max_length=160)
    kind = models.CharField(_("kind"), max_length=18, choices=Kind)
    body = models.CharField(_("body"), max_length=120)
    decided_on = models.DateField(_("date"))
    url = models.URLField(_("address"), blank=True)
    goals = models.ManyToManyField(Goal, blank=True, related_name="used_in")

    class Meta:
        verbose_name = _("steering document")
        verbose_name_plural = _("steering documents")
        ordering = ("-decided_on", "name")

    def __str__(self) -> str:
        return self.name
