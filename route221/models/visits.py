"""How often a stop's page was opened, its sign scanned, its way asked for: counts by day."""

from django.contrib.gis.db import models
from django.utils.translation import gettext_lazy as _

from route221.models.attraction import Attraction
from route221.models.business import Business
from route221.models.places import one_place


class Tally(models.Model):
    """One count of one day; it knows nothing of who."""

    class Kind(models.TextChoices):
        VISIT = "visit", _("page opened")
        SCAN = "scan", _("QR code scanned")
        START = "start", _("way there asked for")

    business = models.ForeignKey(
        Business, models.CASCADE, null=True, blank=True, related_name="tallies"
    )
    attraction = models.ForeignKey(
        Attraction, models.CASCADE, null=True, blank=True, related_name="tallies"
    )
    service_point = models.ForeignKey(
        "services.ServicePoint", models.CASCADE, null=True, blank=True, related_name="tallies"
    )
    kind = models.CharField(max_length=5, choices=Kind)
    day = models.DateField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("count of visits")
        verbose_name_plural = _("counts of visits")
        constraints = (
            one_place("tally_is_of_one_place", "business", "attraction", "service_point"),
            # Three rather than one with nulls: each is what a count on top of another looks for.
            *(
                models.UniqueConstraint(place, "kind", "day", name=f"tally_once_{place}")
                for place in ("business", "attraction", "service_point")
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.day}: {self.count}"
