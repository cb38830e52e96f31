"""How long a stretch of road may be without each thing."""

from django.contrib.gis.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from route221.models.road import Route


class Amenity(models.TextChoices):
    FOOD = "food", _("food")
    GROCERIES = "groceries", _("groceries")
    FUEL = "fuel", _("fuel")
    CHARGING = "charging", _("charging")
    TOILET = "toilet", _("toilet")


class AmenityLimit(models.Model):
    """How long a stretch of road may be without one amenity, and who says so."""

    route = models.ForeignKey(
        Route,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="limits",
        verbose_name=_("road"),
        help_text=_("Empty: holds for every road that has no limit of its own."),
    )
    amenity = models.CharField(_("amenity"), max_length=10, choices=Amenity)
    threshold_m = models.PositiveIntegerField(_("longest stretch, m"))
    origin = models.CharField(_("origin"), max_length=300)

    class Meta:
        verbose_name = _("longest stretch without")
        verbose_name_plural = _("longest stretches without")
        constraints = (
            models.UniqueConstraint(
                F("amenity"), F("route"), name="amenity_limit_once_per_road", nulls_distinct=False
            ),
            models.CheckConstraint(condition=Q(threshold_m__gt=0), name="amenity_limit_positive"),
        )

    def __str__(self) -> str:
        return f"{self.get_amenity_display()} {self.threshold_m / 1000:g} km"
