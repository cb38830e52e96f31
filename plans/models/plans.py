"""A local development plan and its yearly versions: the group's own document."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from geo.models import Sourced
from plans.models.groups import VillageGroup


class LocalPlan(models.Model):
    group = models.ForeignKey(VillageGroup, models.PROTECT, related_name="plans")
    name = models.CharField(_("name"), max_length=160)

    class Meta:
        verbose_name = _("local development plan")
        verbose_name_plural = _("local development plans")
        ordering = ("group", "name")

    def __str__(self) -> str:
        return self.name


class PlanVersion(Sourced):
    class Status(models.TextChoices):
        DRAFT = "draft", _("being revised")
        ADOPTED = "adopted", _("adopted by the group")
        SUPERSEDED = "superseded", _("superseded")
        LATEST_KNOWN = "latest_known", _("latest known plan, history")

    plan = models.ForeignKey(LocalPlan, models.CASCADE, related_name="versions")
    year = models.PositiveSmallIntegerField(_("year"))
    status = models.CharField(_("status"), max_length=14, choices=Status, default=Status.DRAFT)
    vision = models.TextField(_("vision"), blank=True)
    note = models.TextField(_("note"), blank=True)
    adopted_on = models.DateField(_("adopted by the group on"), null=True, blank=True)
    adopted_at_meeting = models.CharField(_("at which meeting"), max_length=160, blank=True)
    priorities_meeting = models.CharField(
        _("meeting that ordered the priorities"), max_length=160, blank=True
    )
    supersedes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )
    reply_due_on = models.DateField(_("the municipality replies by"), null=True, blank=True)
    edition = models.PositiveIntegerField(default=1, editable=False)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("version of a plan")
        verbose_name_plural = _("versions of plans")
        ordering = ("plan", "-year")
        constraints = (
            models.UniqueConstraint(fields=("plan", "year"), name="plan_version_once_a_year"),
            models.CheckConstraint(
                condition=~Q(status="adopted") | Q(adopted_on__isnull=False),
                name="plan_version_adopted_on_a_date",
            ),
            models.UniqueConstraint(
                fields=("plan",), condition=Q(status="adopted"), name="plan_one_version_in_force"
            ),
            models.UniqueConstraint(
                fields=("plan",), condition=Q(status="draft"), name="plan_one_draft"
            ),
            models.CheckConstraint(
                condition=Q(supersedes__isnull=True) | ~Q(supersedes=F("pk")),
                name="plan_version_not_superseding_itself",
            ),
        )

    def __str__(self) -> str:
        return f"{self.plan} {self.year}"

    @property
    def is_history(self) -> bool:
        return self.status in {self.Status.LATEST_KNOWN, self.Status.SUPERSEDED}
