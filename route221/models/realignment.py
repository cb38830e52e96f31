"""A better line for a road, waiting for somebody to confirm what it moves."""

from django.conf import settings
from django.contrib.gis.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from route221.models.road import Route


class Realignment(models.Model):
    """One proposed line; once confirmed it keeps the line that it replaced."""

    route = models.ForeignKey(Route, models.CASCADE, related_name="realignments")
    alignment = models.LineStringField(_("alignment"), srid=3006)
    previous = models.LineStringField(_("line before"), srid=3006, null=True, blank=True)
    source = models.CharField(_("source"), max_length=200)
    publisher = models.CharField(_("publisher"), max_length=200, blank=True)
    licence = models.CharField(_("licence"), max_length=100, blank=True)
    is_schematic = models.BooleanField(_("schematic"), default=False)
    # What was joined, bridged and left out when the line was put together.
    report = models.JSONField(_("report"), default=dict)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True)
    # The road's version that the report of moved stops was read against.
    route_version = models.PositiveSmallIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("new alignment")
        verbose_name_plural = _("new alignments")
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True) | Q(previous__isnull=False),
                name="realignment_keeps_the_line_before",
            ),
        )

    def __str__(self) -> str:
        return f"{self.route}: {self.source}"
