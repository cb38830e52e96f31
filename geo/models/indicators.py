"""What is known of an area that is not points on a map: shares and counts by year."""

from django.contrib.gis.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from geo.analysis.disclosure import SMALLEST_SHOWN


class Indicator(models.Model):
    """One measure, for example the share of homes with fast broadband."""

    class Kind(models.TextChoices):
        MEASURED = "measured", _("measured or counted")
        PERCEIVED = "perceived", _("perceived: what people say they feel")

    slug = models.SlugField(_("short name"), max_length=80, unique=True)
    kind = models.CharField(_("kind"), max_length=9, choices=Kind, default=Kind.MEASURED)
    name = models.CharField(_("name"), max_length=160)
    unit = models.CharField(_("unit"), max_length=40, blank=True)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return self.name

    @property
    def is_perceived(self) -> bool:
        """Whether it is what people feel, to be told apart from what is measured."""
        return self.kind == self.Kind.PERCEIVED


class ObservationQuerySet(models.QuerySet["Observation"]):
    def active(self) -> "ObservationQuerySet":
        """Keep those of the datasets in use."""
        return self.filter(dataset__is_active=True)

    def newest(self) -> "ObservationQuerySet":
        """Keep, of each indicator and area, the newest year."""
        area = ("indicator_id", "municipality_id", "locality_id", "area_id")
        return self.order_by(*area, "-year", "-pk").distinct(*area)


# What a count of people is measured in: from one to four are never told.
PEOPLE = ("personer", "invånare", "persons", "people", "residents", "antal personer")


class Observation(models.Model):
    """The value of one indicator in one area and year."""

    dataset = models.ForeignKey("geo.Dataset", models.CASCADE, related_name="observations")
    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="observations")
    municipality = models.ForeignKey(
        "geo.Municipality", models.CASCADE, null=True, blank=True, related_name="observations"
    )
    locality = models.ForeignKey(
        "geo.Locality", models.CASCADE, null=True, blank=True, related_name="observations"
    )
    area = models.ForeignKey(
        "geo.Area", models.CASCADE, null=True, blank=True, related_name="observations"
    )
    year = models.PositiveSmallIntegerField(_("year"))
    value = models.FloatField(_("value"))
    source = models.CharField(_("source"), max_length=300, blank=True)
    # Where its area lies, for maps and the open API.
    point = models.PointField(srid=3006, null=True, blank=True)

    objects = ObservationQuerySet.as_manager()

    class Meta:
        verbose_name = _("observation")
        verbose_name_plural = _("observations")
        ordering = ("indicator", "-year", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(municipality__isnull=False, locality__isnull=True, area__isnull=True)
                | Q(municipality__isnull=True, locality__isnull=False, area__isnull=True)
                | Q(municipality__isnull=True, locality__isnull=True, area__isnull=False),
                name="observation_of_exactly_one_area",
            ),
            models.UniqueConstraint(
                F("dataset"),
                F("indicator"),
                F("municipality"),
                F("locality"),
                F("area"),
                F("year"),
                name="observation_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(year__gte=1700, year__lte=2200), name="observation_year_sensible"
            ),
        )

    def __str__(self) -> str:
        return f"{self.indicator} {self.year}: {self.value:g}"

    @property
    def area_name(self) -> str:
        """What the value is of."""
        return str(self.locality or self.area or self.municipality)

    @property
    def shown(self) -> float | None:
        """The value, none where it could make a person out."""
        few = self.indicator.unit.casefold() in PEOPLE and 0 < self.value < SMALLEST_SHOWN
        return None if few else self.value
