"""A local development plan and its yearly versions: the group's own document."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
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

    def get_absolute_url(self) -> str:
        if self.adopted_on is None:
            return self.plan.group.get_absolute_url()
        return reverse("adopted-plan", args=[self.plan.group.slug, self.year])

    def clean(self) -> None:
        """Refuse a version that, by whatever way round, supersedes itself."""
        earlier = self.supersedes
        while earlier is not None:
            if earlier.pk == self.pk:
                raise ValidationError(
                    {"supersedes": _("A version cannot supersede one that supersedes it.")}
                )
            earlier = earlier.supersedes

    @property
    def waits_for_reply(self) -> bool:
        """Whether the group has adopted it and the municipality has not answered yet."""
        if self.status != self.Status.ADOPTED or self.reply_due_on is None:
            return False
        return not any(one.is_reply for one in self.handlings.all())  # type: ignore[attr-defined]

    @property
    def reply_is_overdue(self) -> bool:
        return self.waits_for_reply and self.reply_due_on < timezone.localdate()

    @property
    def is_old(self) -> bool:
        """Whether the plan was adopted more than a year ago."""
        year_ago = timezone.localdate() - timedelta(days=365)
        return self.adopted_on is not None and self.adopted_on < year_ago

    @property
    def is_history(self) -> bool:
        return self.status in {self.Status.LATEST_KNOWN, self.Status.SUPERSEDED}
