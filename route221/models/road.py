"""A tourist road and the stops along it."""

from django.contrib.gis.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from route221.models.attraction import Attraction
from route221.models.business import Business
from route221.models.places import Place, one_place

SMALL_MAP_M = 20


class Route(models.Model):
    class Designation(models.TextChoices):
        IDEA = "idea", _("idea")
        INVESTIGATED = "investigated", _("investigated")
        APPLIED = "applied", _("applied for")
        SIGNED = "signed", _("signed tourist route")
        NONE = "none", _("none")

    number = models.CharField(_("road number"), max_length=10, unique=True)
    name = models.CharField(_("name"), max_length=120)
    tagline = models.CharField(_("tagline"), max_length=200, blank=True)
    description = models.TextField(_("description"), blank=True)
    alignment = models.LineStringField(_("alignment"), srid=3006)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    is_schematic = models.BooleanField(_("schematic"), default=False)
    alignment_note = models.CharField(_("what the alignment is"), max_length=300, blank=True)
    from_name = models.CharField(_("from"), max_length=80)
    to_name = models.CharField(_("to"), max_length=80)
    designation = models.CharField(
        _("designation"), max_length=14, choices=Designation, default=Designation.NONE
    )
    designation_decision = models.CharField(_("decision"), max_length=200, blank=True)
    designation_on = models.DateField(_("date of the decision"), null=True, blank=True)
    # A place is a stop within these metres, or within these minutes; 0 min: metres alone.
    corridor_m = models.PositiveIntegerField(_("corridor, m"), default=10_000)
    corridor_min = models.PositiveSmallIntegerField(_("corridor, minutes by car"), default=15)
    dataset = models.ForeignKey("geo.Dataset", models.PROTECT, verbose_name=_("dataset"))

    class Meta:
        verbose_name = _("road")
        verbose_name_plural = _("roads")
        ordering = ("number",)

    def __str__(self) -> str:
        return str(self.name)

    def get_absolute_url(self) -> str:
        return reverse("road", args=[self.number])

    @property
    def simple_geojson(self) -> str:
        """The alignment in degrees to about a metre, coarse enough for a small map."""
        simple = self.alignment.simplify(SMALL_MAP_M)
        return str(simple.transform(4326, clone=True).geojson)


class Stop(models.Model):
    """One thing on one road; it keeps its own geometry and caches where along the road it is."""

    class Side(models.TextChoices):
        LEFT = "left", _("left")
        RIGHT = "right", _("right")
        ON = "on", _("on the road")

    route = models.ForeignKey(Route, models.CASCADE, related_name="stops")
    business = models.ForeignKey(Business, models.CASCADE, null=True, blank=True)
    attraction = models.ForeignKey(Attraction, models.CASCADE, null=True, blank=True)
    service_point = models.ForeignKey(
        "services.ServicePoint", models.CASCADE, null=True, blank=True
    )
    chainage_m = models.FloatField(_("chainage, m"))
    offset_m = models.FloatField(_("distance from the road, m"))
    side = models.CharField(_("side"), max_length=5, choices=Side)
    detour_m = models.FloatField(_("detour, m"), null=True, blank=True)
    is_manual = models.BooleanField(_("placed by hand"), default=False)

    class Meta:
        verbose_name = _("stop")
        verbose_name_plural = _("stops")
        ordering = ("route", "chainage_m", "pk")
        constraints = (
            one_place("stop_is_exactly_one_thing", "business", "attraction", "service_point"),
            models.UniqueConstraint(
                F("route"),
                F("business"),
                F("attraction"),
                F("service_point"),
                name="stop_once_per_road",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(chainage_m__gte=0, offset_m__gte=0), name="stop_measures_positive"
            ),
        )

    def __str__(self) -> str:
        return f"{self.thing} {self.chainage_m / 1000:.1f} km"

    @property
    def thing(self) -> "Business | Attraction | models.Model":
        """The one thing that stops here."""
        return self.business or self.attraction or self.service_point  # type: ignore[return-value]

    @property
    def url(self) -> str:
        """The page of what stops here; a business's or an attraction's tells of this road."""
        thing = self.thing
        if isinstance(thing, Place):
            return thing.url_on(self.route.number)
        return str(thing.get_absolute_url())  # type: ignore[attr-defined]
