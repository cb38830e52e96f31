"""How often a business's page was opened, its sign scanned, its way asked for: counts by day."""

from django.contrib.gis.db import models
from django.utils.translation import gettext_lazy as _

from route221.models.road import Business


class Tally(models.Model):
    """One count of one day; it knows nothing of who."""

    class Kind(models.TextChoices):
        VISIT = "visit", _("page opened")
        SCAN = "scan", _("QR code scanned")
        START = "start", _("way there asked for")

    business = models.ForeignKey(Business, models.CASCADE, related_name="tallies")
    kind = models.CharField(max_length=5, choices=Kind)
    day = models.DateField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("count of visits")
        verbose_name_plural = _("counts of visits")
        constraints = (models.UniqueConstraint("business", "kind", "day", name="tally_once"),)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.day}: {self.count}"
