"""What the road's coordinator adds: themes, suggested tours and events."""

from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from geo.models import Sourced
from route221.models.road import Route, Stop

MOST_MINUTES = 600


class Theme(models.Model):
    """A thread along the road: every place of some kinds, so that a new one belongs at once."""

    route = models.ForeignKey(Route, models.CASCADE, related_name="themes")
    slug = models.SlugField(_("short name"), max_length=40)
    name = models.CharField(_("name"), max_length=60)
    summary = models.CharField(_("in one sentence"), max_length=250, blank=True)
    # Kinds of attractions and businesses, and categories of the service register.
    kinds = ArrayField(models.CharField(max_length=50), verbose_name=_("kinds of places"))
    position = models.PositiveSmallIntegerField(_("order"), default=100)

    class Meta:
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        ordering = ("position", "slug")
        constraints = (
            models.UniqueConstraint(fields=("route", "slug"), name="theme_once_per_road"),
        )

    def __str__(self) -> str:
        return str(self.name)


class Tour(Sourced):
    """A day that the coordinator suggests; it opens as a day plan and can be changed there."""

    route = models.ForeignKey(Route, models.CASCADE, related_name="tours")
    name = models.CharField(_("name"), max_length=80)
    summary = models.CharField(_("in one sentence"), max_length=250, blank=True)
    is_backwards = models.BooleanField(_("from the road's other end"), default=False)
    starts_at = models.TimeField(_("suggested start"))
    position = models.PositiveSmallIntegerField(_("order"), default=100)

    class Meta:
        verbose_name = _("suggested tour")
        verbose_name_plural = _("suggested tours")
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return str(self.name)


class TourStop(models.Model):
    tour = models.ForeignKey(Tour, models.CASCADE, related_name="tour_stops")
    stop = models.ForeignKey(Stop, models.CASCADE, related_name="+")
    minutes = models.PositiveSmallIntegerField(_("minutes there"))

    class Meta:
        verbose_name = _("stop of a tour")
        verbose_name_plural = _("stops of tours")
        ordering = ("tour", "stop__chainage_m", "pk")
        constraints = (
            models.UniqueConstraint(fields=("tour", "stop"), name="tour_stop_once"),
            models.CheckConstraint(
                condition=Q(minutes__lte=MOST_MINUTES), name="tour_stop_minutes_bounded"
            ),
        )

    def __str__(self) -> str:
        return f"{self.stop}, {self.minutes} min"


class RoadEvent(Sourced):
    """Something that happens along a road on a day; at one of its stops or at a point."""

    route = models.ForeignKey(Route, models.CASCADE, related_name="events")
    name = models.CharField(_("name"), max_length=120)
    summary = models.CharField(_("in one sentence"), max_length=250, blank=True)
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    stop = models.ForeignKey(Stop, models.SET_NULL, null=True, blank=True, related_name="events")
    place = models.CharField(_("where"), max_length=120, blank=True)
    point = models.PointField(_("position"), srid=3006, null=True, blank=True)
    website = models.URLField(_("website"), blank=True)

    class Meta:
        verbose_name = _("event along the road")
        verbose_name_plural = _("events along the road")
        ordering = ("starts_at", "pk")
        indexes = (models.Index(fields=("route", "ends_at"), name="road_event_coming"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_at__gte=F("starts_at")),
                name="road_event_ends_after_it_begins",
                violation_error_message=_("An event ends after it begins."),
            ),
        )

    def __str__(self) -> str:
        return str(self.name)
