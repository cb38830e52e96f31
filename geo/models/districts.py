"""Areas that statistics and people use beside municipalities: districts, DeSO."""

from django.contrib.gis.db import models
from django.utils.translation import gettext_lazy as _


class Area(models.Model):
    class Kind(models.TextChoices):
        DISTRICT = "district", _("district")
        DESO = "deso", _("demographic statistics area (DeSO)")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=120, blank=True)
    municipality = models.ForeignKey(
        "geo.Municipality",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="areas",
        verbose_name=_("municipality"),
    )
    boundary = models.MultiPolygonField(_("boundary"), srid=3006)
    dataset = models.ForeignKey("geo.Dataset", models.PROTECT, verbose_name=_("dataset"))

    class Meta:
        verbose_name = _("area")
        verbose_name_plural = _("areas")
        ordering = ("kind", "code")
        constraints = (models.UniqueConstraint(fields=("kind", "code"), name="area_once"),)

    def __str__(self) -> str:
        return self.name or self.code
