"""A search for the best places, carried out in the background and kept with its answer."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from services.models.coverage import CoverageRun, Standard


class SiteSearch(models.Model):
    """What was asked, how far it has come, and the answer with what it rests on."""

    class Source(models.TextChoices):
        LOCALITIES = "localities", _("localities")
        PLACES = "places", _("service places without it")
        ROADS = "roads", _("anywhere on the roads")

    class Aim(models.TextChoices):
        COVER = "cover", _("most get it within the limit")
        MEDIAN = "median", _("all together have the least far")

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting for its turn")
        RUNNING = "running", _("being searched")
        DONE = "done", _("ready")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    standard = models.ForeignKey(Standard, models.CASCADE, related_name="site_searches")
    # What the standard said when it was asked: threshold, group, metric.
    rule = models.JSONField(default=list)
    run = models.ForeignKey(CoverageRun, models.SET_NULL, null=True, related_name="+")
    p = models.PositiveSmallIntegerField(_("new ones"))
    source = models.CharField(max_length=10, choices=Source, default=Source.LOCALITIES)
    aim = models.CharField(max_length=6, choices=Aim, default=Aim.COVER)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    done = models.PositiveSmallIntegerField(_("per cent done"), default=0)
    task_id = models.UUIDField(null=True, editable=False)
    error = models.CharField(max_length=300, blank=True)
    answer = models.JSONField(null=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    asked_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("search for the best places")
        verbose_name_plural = _("searches for the best places")
        ordering = ("-asked_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=~Q(state="done") | Q(answer__isnull=False),
                name="site_search_done_has_answer",
            ),
            models.CheckConstraint(condition=Q(p__gte=1), name="site_search_asks_for_some"),
        )

    def __str__(self) -> str:
        return f"{self.standard} × {self.p}: {self.state}"

    @property
    def is_under_way(self) -> bool:
        return self.state in {self.State.WAITING, self.State.RUNNING}


def rule_of(standard: Standard) -> list[str | int]:
    """Return what of a standard decides where new places do most good."""
    return [standard.threshold, standard.group, standard.metric]
