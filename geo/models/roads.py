"""The road network, link by link."""

from django.contrib.gis.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class RoadLink(models.Model):
    """A stretch of road between two places where links meet; it meets others at its end points.

    Without a speed, a permitted direction takes its class's (`geo.analysis.links`).
    """

    dataset = models.ForeignKey("geo.Dataset", models.CASCADE, related_name="road_links")
    alignment = models.LineStringField(_("alignment"), srid=3006)
    length_m = models.FloatField(_("length, m"))
    forward_kmh = models.FloatField(_("speed forwards, km/h"), null=True, blank=True)
    backward_kmh = models.FloatField(_("speed backwards, km/h"), null=True, blank=True)
    forward_permitted = models.BooleanField(_("permitted forwards"))
    backward_permitted = models.BooleanField(_("permitted backwards"))
    road_class = models.SmallIntegerField(_("functional class"), null=True, blank=True)
    number = models.CharField(_("road number"), max_length=40, blank=True)
    is_ferry = models.BooleanField(_("ferry"))
    is_motorway = models.BooleanField(_("motorway"))
    ferry_s = models.FloatField(_("crossing, s"), null=True, blank=True)

    class Meta:
        verbose_name = _("road link")
        verbose_name_plural = _("road links")
        constraints = (
            models.CheckConstraint(condition=Q(length_m__gte=0), name="road_link_length_positive"),
        )

    def __str__(self) -> str:
        return f"{self.number or self.pk}"
