"""Municipalities and localities, with their population by year."""

from itertools import chain, count

from django.conf import settings
from django.contrib.gis.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from geo.models.positions import Precision, point_matches_precision
from geo.models.sourced import Sourced


class Municipality(models.Model):
    code = models.CharField(_("code"), max_length=4, unique=True)
    name = models.CharField(_("name"), max_length=80)
    county = models.CharField(_("county"), max_length=80)
    # Empty for a municipality that only a list of its localities names.
    boundary = models.MultiPolygonField(_("boundary"), srid=3006, null=True, blank=True)
    land_km2 = models.FloatField(_("land area, km²"), null=True, blank=True)
    area_km2 = models.FloatField(_("area, km²"), null=True, blank=True)
    dataset = models.ForeignKey("geo.Dataset", models.PROTECT, verbose_name=_("dataset"))

    class Meta:
        verbose_name = _("municipality")
        verbose_name_plural = _("municipalities")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    @property
    def full_name(self) -> str:
        """Its name with what it is; in Swedish the name stands in the genitive."""
        name = self.name
        if get_language() == "sv" and not name.lower().endswith(("s", "x", "z")):
            name = f"{name}s"
        return _now("%(name)s municipality") % {"name": name}

    @property
    def is_home(self) -> bool:
        """Whether this is the municipality that the portal is run for."""
        return self.code == settings.HOME_MUNICIPALITY


class LocalityQuerySet(models.QuerySet["Locality"]):
    def with_latest_population(self) -> "LocalityQuerySet":
        """Annotate ``residents`` and ``residents_year`` from the newest year known."""
        newest = Population.objects.filter(locality=OuterRef("pk")).order_by("-year")
        return self.annotate(
            residents=Subquery(newest.values("residents")[:1]),
            residents_year=Subquery(newest.values("year")[:1]),
        )

    def measurable(self) -> "LocalityQuerySet":
        """Keep those whose position is good enough for distance figures."""
        return self.filter(precision=Precision.EXACT)

    def in_home_municipality(self) -> "LocalityQuerySet":
        return self.filter(municipality__code=settings.HOME_MUNICIPALITY)


class Locality(Sourced):
    class Kind(models.TextChoices):
        URBAN_AREA = "tatort", _("urban area")
        SMALL_SETTLEMENT = "smaort", _("small settlement")
        VILLAGE = "village", _("village")

    name = models.CharField(_("name"), max_length=100)
    slug = models.SlugField(max_length=120, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="localities", verbose_name=_("municipality")
    )
    scb_code = models.CharField(_("SCB code"), max_length=12, blank=True)
    point = models.PointField(_("position"), srid=3006, null=True, blank=True)
    precision = models.CharField(_("precision of the position"), max_length=12, choices=Precision)
    position_note = models.CharField(_("what the position is"), max_length=200, blank=True)
    boundary = models.MultiPolygonField(_("boundary"), srid=3006, null=True, blank=True)
    area_ha = models.FloatField(_("area, ha"), null=True, blank=True)
    summary = models.TextField(_("summary"), blank=True)

    objects = LocalityQuerySet.as_manager()

    class Meta:
        verbose_name = _("locality")
        verbose_name_plural = _("localities")
        ordering = ("name",)
        constraints = (
            point_matches_precision("locality_point_matches_precision"),
            models.UniqueConstraint(
                fields=("scb_code",), condition=~Q(scb_code=""), name="locality_scb_code_once"
            ),
        )

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        if not self.slug:
            self.slug = self._free_slug()
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def _free_slug(self) -> str:
        plain = slugify(self.name) or "ort"
        there = f"{plain}-{slugify(self.municipality.name)}"
        numbered = (f"{there}-{number}" for number in count(2))
        taken = set(
            Locality.objects.filter(slug__startswith=plain)
            .exclude(pk=self.pk)
            .values_list("slug", flat=True)
        )
        return next(slug for slug in chain((plain, there), numbered) if slug not in taken)

    def get_absolute_url(self) -> str:
        return reverse("locality", args=[self.slug])

    @property
    def is_measurable(self) -> bool:
        return self.precision == Precision.EXACT


class Population(models.Model):
    """Residents of one locality or one municipality in one year."""

    locality = models.ForeignKey(
        Locality, models.CASCADE, null=True, blank=True, related_name="populations"
    )
    municipality = models.ForeignKey(
        Municipality, models.CASCADE, null=True, blank=True, related_name="populations"
    )
    year = models.PositiveSmallIntegerField(_("year"))
    counted_on = models.DateField(_("counted on"), null=True, blank=True)
    residents = models.PositiveIntegerField(_("residents"))
    source = models.CharField(_("source"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("population")
        verbose_name_plural = _("populations")
        ordering = ("-year",)
        constraints = (
            models.CheckConstraint(
                condition=Q(locality__isnull=True) ^ Q(municipality__isnull=True),
                name="population_of_exactly_one_area",
            ),
            models.UniqueConstraint(
                F("locality"),
                F("municipality"),
                F("year"),
                name="population_once_a_year",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(year__gte=1700, year__lte=2200), name="population_year_sensible"
            ),
        )

    def __str__(self) -> str:
        return f"{self.locality or self.municipality} {self.year}: {self.residents}"
