"""The municipal service plan: its words year by year, and the papers made from them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class ServicePlan(models.Model):
    """One municipality's plan of one year; figures are added when a paper is made."""

    municipality = models.ForeignKey(
        "geo.Municipality", models.CASCADE, related_name="service_plans"
    )
    year = models.PositiveSmallIntegerField(_("year"))
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("municipal service plan")
        verbose_name_plural = _("municipal service plans")
        ordering = ("-year",)
        constraints = (
            models.UniqueConstraint(
                fields=("municipality", "year"), name="service_plan_once_a_year"
            ),
            models.CheckConstraint(
                condition=Q(year__gte=2000, year__lte=2200), name="service_plan_year_sensible"
            ),
        )

    def __str__(self) -> str:
        return f"{self.municipality} {self.year}"

    def get_absolute_url(self) -> str:
        return reverse("desk-service-plan", args=[self.year])


class ServicePlanText(models.Model):
    """The words of one chapter; next year's plan begins with this year's."""

    class Chapter(models.TextChoices):
        PURPOSE = "purpose", _("Purpose")
        PLACE = "place", _("The municipality and its localities")
        STANDARDS = "standards", _("What should be within reach")
        GAPS = "gaps", _("What is missing, and for whom")
        THREATENED = "threatened", _("Threatened services")
        GOALS = "goals", _("What the villages want")
        ACTIVITIES = "activities", _("What is to be done")
        FOLLOW_UP = "follow_up", _("Follow-up")

    plan = models.ForeignKey(ServicePlan, models.CASCADE, related_name="texts")
    chapter = models.CharField(_("chapter"), max_length=12, choices=Chapter)
    text = models.TextField(_("text"), blank=True, max_length=20_000)
    edition = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("text of a service plan")
        verbose_name_plural = _("texts of service plans")
        constraints = (
            models.UniqueConstraint(fields=("plan", "chapter"), name="service_plan_text_once"),
        )

    def __str__(self) -> str:
        return f"{self.plan}: {self.get_chapter_display()}"


class Paper(models.Model):
    """A service plan being written as a file by the background worker."""

    class Kind(models.TextChoices):
        PDF = "pdf", "PDF"
        DOCX = "docx", "DOCX"

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting for its turn")
        RUNNING = "running", _("being written")
        DONE = "done", _("ready")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")

    plan = models.ForeignKey(ServicePlan, models.CASCADE, related_name="papers")
    kind = models.CharField(max_length=4, choices=Kind)
    language = models.CharField(max_length=5, choices=settings.LANGUAGES, default="sv")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    done = models.PositiveSmallIntegerField(_("per cent done"), default=0)
    beat_at = models.DateTimeField(auto_now_add=True)
    error = models.CharField(max_length=300, blank=True)
    content = models.BinaryField(null=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    asked_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("paper")
        verbose_name_plural = _("papers")
        ordering = ("-asked_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=~Q(state="done") | Q(content__isnull=False), name="paper_done_has_content"
            ),
        )

    def __str__(self) -> str:
        return f"{self.plan} {self.kind}: {self.state}"

    @property
    def is_under_way(self) -> bool:
        return self.state in {self.State.WAITING, self.State.RUNNING}
