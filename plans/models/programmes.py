"""Programmes of region and municipality, with priority areas that change by version."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from geo.models import Sourced


class Programme(Sourced):
    slug = models.SlugField(unique=True)
    name = models.CharField(_("name"), max_length=160)
    owner = models.CharField(_("owner"), max_length=120)
    from_year = models.PositiveSmallIntegerField(_("from"))
    to_year = models.PositiveSmallIntegerField(_("to"), null=True, blank=True)
    frames_village_pages = models.BooleanField(
        _("its areas are the blocks of every village page"), default=False
    )
    goal_text = models.TextField(_("goal"), blank=True)
    url = models.URLField(_("address"), blank=True)
    replaces = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
        verbose_name=_("replaces"),
    )

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = ("-from_year", "name")
        constraints = (
            models.CheckConstraint(
                condition=Q(to_year__isnull=True) | Q(to_year__gte=F("from_year")),
                name="programme_ends_after_it_begins",
            ),
            models.UniqueConstraint(
                fields=("frames_village_pages",),
                condition=Q(frames_village_pages=True),
                name="programme_one_frames_village_pages",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{reverse('programmes')}#{self.slug}"

    def clean(self) -> None:
        """Refuse a programme that, by whatever way round, replaces itself."""
        earlier = self.replaces
        while earlier is not None:
            if earlier.pk == self.pk:
                raise ValidationError(
                    {"replaces": _("A programme cannot replace one that replaces it.")}
                )
            earlier = earlier.replaces


class PriorityArea(models.Model):
    programme = models.ForeignKey(Programme, models.CASCADE, related_name="areas")
    slug = models.SlugField()
    name = models.CharField(_("name"), max_length=120)
    description = models.TextField(_("description"), blank=True)
    position = models.PositiveSmallIntegerField(_("order"))
    categories = models.ManyToManyField(
        "services.Category", blank=True, related_name="priority_areas"
    )

    # Others are measured on the same services; these are what the programme itself promises.
    standards = models.ManyToManyField(
        "services.Standard",
        blank=True,
        related_name="priority_areas",
        verbose_name=_("the programme's own standards"),
    )

    indicators = models.ManyToManyField(
        "geo.Indicator", blank=True, related_name="priority_areas", verbose_name=_("indicators")
    )
    covers_housing = models.BooleanField(_("covers housing"), default=False)
    continues = models.ManyToManyField(
        "self",
        symmetrical=False,
        blank=True,
        related_name="continued_by",
        verbose_name=_("continues the areas"),
    )

    class Meta:
        verbose_name = _("priority area")
        verbose_name_plural = _("priority areas")
        ordering = ("programme", "position")
        constraints = (
            models.UniqueConstraint(fields=("programme", "slug"), name="priority_area_once"),
        )

    def __str__(self) -> str:
        return str(self.name)


class DesignatedPlace(Sourced):
    """A village or a service place that a programme designates; never what we think of it."""

    class Kind(models.TextChoices):
        LOCALITY = "serviceort", _("service locality (serviceort)")
        NODE = "servicenod", _("service node (servicenod)")
        POINT = "servicepunkt", _("service point (servicepunkt)")

    programme = models.ForeignKey(
        Programme, models.CASCADE, related_name="designated", verbose_name=_("programme")
    )
    kind = models.CharField(_("designated as"), max_length=12, choices=Kind)
    locality = models.ForeignKey(
        "geo.Locality",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="designated",
        verbose_name=_("locality"),
    )
    service_point = models.ForeignKey(
        "services.ServicePoint",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="designated",
        verbose_name=_("service place"),
    )

    class Meta:
        verbose_name = _("designated place")
        verbose_name_plural = _("designated places")
        ordering = ("programme", "kind", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(locality__isnull=True) ^ Q(service_point__isnull=True),
                name="designated_place_is_exactly_one",
                violation_error_message=_("Choose a village or a service place, not both."),
            ),
            models.CheckConstraint(
                condition=~Q(source=""),
                name="designated_place_has_a_source",
                violation_error_message=_("Say where it is decided, with its date."),
            ),
            models.UniqueConstraint(
                "programme",
                "kind",
                "locality",
                "service_point",
                name="designated_place_once",
                nulls_distinct=False,
            ),
        )

    def __str__(self) -> str:
        return f"{self.place}: {self.get_kind_display()}"

    @property
    def place(self) -> models.Model | None:
        """The village or the service place."""
        return self.locality or self.service_point
