"""Where people live, cell by cell."""

from django.contrib.gis.db import models
from django.db.models import FloatField, Func, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

# Age bounds of the columns below; 80+ is a part of 65+, not beside it.
AGE_GROUPS = ("all", "0_15", "16_64", "65_plus", "80_plus")


class PopulationCellQuerySet(models.QuerySet["PopulationCell"]):
    def as_numbers(self) -> "PopulationCellQuerySet":
        """Add ``x``, ``y`` and ``locality_or_none`` (0 for none), as arrays are read from."""
        return self.annotate(
            x=Func("point", function="ST_X", output_field=FloatField()),
            y=Func("point", function="ST_Y", output_field=FloatField()),
            locality_or_none=Coalesce("locality_id", 0),
        )


class PopulationCell(models.Model):
    """A square with its residents, fractional where estimated.

    It belongs to one locality or, with ``locality`` empty, to its municipality's row
    *outside localities*, so that totals add up.
    """

    dataset = models.ForeignKey("geo.Dataset", models.CASCADE, related_name="cells")
    grid_id = models.CharField(_("grid id"), max_length=20)
    size_m = models.PositiveSmallIntegerField(_("cell size, m"))
    point = models.PointField(_("middle"), srid=3006)
    municipality = models.ForeignKey("geo.Municipality", models.PROTECT, related_name="cells")
    locality = models.ForeignKey(
        "geo.Locality", models.PROTECT, null=True, blank=True, related_name="cells"
    )
    residents = models.FloatField(_("residents"))
    residents_0_15 = models.FloatField(_("residents 0–15"), null=True, blank=True)
    residents_16_64 = models.FloatField(_("residents 16–64"), null=True, blank=True)
    residents_65_plus = models.FloatField(_("residents 65+"), null=True, blank=True)
    residents_80_plus = models.FloatField(_("residents 80+"), null=True, blank=True)
    is_estimate = models.BooleanField(_("estimated"), default=False)

    objects = PopulationCellQuerySet.as_manager()

    class Meta:
        verbose_name = _("population cell")
        verbose_name_plural = _("population cells")
        constraints = (
            models.UniqueConstraint(fields=("dataset", "grid_id"), name="cell_once"),
            models.CheckConstraint(condition=Q(residents__gte=0), name="cell_residents_positive"),
            models.CheckConstraint(
                condition=Q(residents_80_plus__isnull=True)
                | Q(residents_65_plus__isnull=True)
                | Q(residents_80_plus__lte=models.F("residents_65_plus")),
                name="cell_80_plus_within_65_plus",
            ),
        )

    def __str__(self) -> str:
        return self.grid_id
