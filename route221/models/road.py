"""A tourist road, the businesses and attractions along it, and its stops."""

from datetime import timedelta
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from geo.models import Precision, Sourced
from geo.models.positions import point_matches_precision

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


class Place(Sourced):
    """What a business and an attraction have in common: a name, a position, texts."""

    name = models.CharField(_("name"), max_length=120)
    point = models.PointField(_("position"), srid=3006, null=True, blank=True)
    precision = models.CharField(_("precision of the position"), max_length=12, choices=Precision)
    entrance = models.PointField(_("entrance from the road"), srid=3006, null=True, blank=True)
    locality = models.ForeignKey(
        "geo.Locality", models.PROTECT, null=True, blank=True, related_name="%(class)s_set"
    )
    summary = models.CharField(_("in one sentence"), max_length=250, blank=True)
    description = models.TextField(_("description"), blank=True)
    website = models.URLField(_("website"), blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


def _place_url(key: str, name: str) -> str:
    """Return a place's page; f stands for företag (business), b for besöksmål (attraction)."""
    return _worded_url(get_language(), settings.HOME_ROUTE, key, name)


@lru_cache(maxsize=10_000)
def _worded_url(language: str | None, number: str, key: str, name: str) -> str:
    # The language decides the address's prefix; lists ask for hundreds of these.
    return reverse("road-place", args=[number, key, slugify(name) or "plats"])


class BusinessQuerySet(models.QuerySet["Business"]):
    def published(self) -> "BusinessQuerySet":
        """Keep those that anyone may see."""
        return self.filter(state=Business.State.PUBLISHED, replaced_by__isnull=True)


class Business(Place):
    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        SUBMITTED = "submitted", _("sent for review")
        CHANGES_ASKED = "changes_asked", _("changes asked for")
        PUBLISHED = "published", _("published")
        PAUSED = "paused", _("paused")
        CLOSED = "closed", _("closed")
        REJECTED = "rejected", _("rejected")

    class Kind(models.TextChoices):
        EAT = "eat", _("eat")
        STAY = "stay", _("stay")
        SHOP = "shop", _("shop")
        SEE = "see", _("see")
        DO = "do", _("do")

    class Good(models.TextChoices):
        CARD = "card", _("card payment")
        CASH = "cash", _("cash")
        SWISH = "swish", _("Swish (needs a Swedish bank account)")
        TOILET = "toilet", _("toilet")
        MOTORHOME = "motorhome", _("room for motorhomes")
        DOGS = "dogs", _("dogs welcome")
        CYCLE = "cycle", _("cycle stand")
        WHEELCHAIR = "wheelchair", _("step-free for wheelchairs")
        CHILDREN = "children", _("good for children")
        CHARGING = "charging", _("charging for cars")

    class PriceLevel(models.TextChoices):
        FREE = "free", _("free of charge")
        LOW = "low", _("low")
        MIDDLE = "middle", pgettext_lazy("price", "middle")
        HIGH = "high", _("high")

    class Spoken(models.TextChoices):
        SV = "sv", _("Swedish")
        EN = "en", _("English")
        DE = "de", _("German")
        FI = "fi", _("Finnish")
        AR = "ar", _("Arabic")
        SO = "so", _("Somali")

    class TakesPart(models.TextChoices):
        MARKETING = "marketing", _("joint marketing")
        SIGNS = "signs", _("signs")
        OPEN_DAYS = "open_days", _("joint opening days")

    kind = models.CharField(_("kind"), max_length=6, choices=Kind)
    state = models.CharField(_("state"), max_length=14, choices=State, default=State.DRAFT)
    address = models.CharField(_("address"), max_length=200, blank=True)
    phone = models.CharField(_("public phone"), max_length=40, blank=True)
    email = models.EmailField(_("public e-mail"), blank=True)
    season = models.CharField(_("season"), max_length=100, blank=True)
    opening_hours = models.CharField(_("opening hours"), max_length=500, blank=True)
    by_arrangement = models.BooleanField(_("by arrangement (call first)"), default=False)
    confirmed_on = models.DateField(_("last confirmed on"), null=True, blank=True)
    service_point = models.OneToOneField(
        "services.ServicePoint", models.PROTECT, null=True, blank=True, related_name="business"
    )
    replaced_by = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="replaces"
    )

    when_sign_is_out = models.BooleanField(_("open when the sign is out"), default=False)
    booking_url = models.URLField(_("booking"), blank=True)
    good_to_know = ArrayField(
        models.CharField(max_length=12, choices=Good),
        verbose_name=_("good to know"),
        default=list,
        blank=True,
    )
    spoken = ArrayField(
        models.CharField(max_length=12, choices=Spoken),
        verbose_name=_("languages spoken"),
        default=list,
        blank=True,
    )
    price_level = models.CharField(_("price level"), max_length=6, choices=PriceLevel, blank=True)
    takes_part = ArrayField(
        models.CharField(max_length=12, choices=TakesPart),
        verbose_name=_("I would take part in"),
        default=list,
        blank=True,
    )
    # When its people were last asked whether all is still correct.
    asked_on = models.DateField(_("last asked on"), null=True, blank=True, editable=False)
    # Counts every change of what is reviewed, so that a decision fits what was read.
    version = models.PositiveIntegerField(default=0)
    form_key = models.UUIDField(null=True, blank=True, unique=True, editable=False)
    submitted_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(_("the reviewer's reason"), blank=True)

    objects = BusinessQuerySet.as_manager()

    class Meta:
        verbose_name = _("business")
        indexes = (models.Index(fields=("state", "submitted_at"), name="business_queue"),)
        verbose_name_plural = _("businesses")
        ordering = ("name", "pk")
        constraints = (point_matches_precision("business_point_matches_precision"),)

    def get_absolute_url(self) -> str:
        return _place_url(f"f{self.pk}", self.name)

    @property
    def stands(self) -> bool:
        """Whether a page stands (shown or paused) that changes must not touch unseen."""
        return self.state in (self.State.PUBLISHED, self.State.PAUSED)

    @property
    def is_stale(self) -> bool:
        """Whether nobody has said for too long that all is correct."""
        limit = timezone.localdate() - timedelta(days=settings.BUSINESS_STALE_AFTER_DAYS)
        return not self.is_example and self.confirmed_on is not None and self.confirmed_on < limit

    @property
    def shown_photos(self) -> list[Any]:
        """The pictures visitors see; two queries however many businesses, if prefetched."""
        return [photo for photo in self.photos.all() if photo.is_approved]

    @property
    def notes(self) -> list[str]:
        """What is good to know, in words."""
        return [str(self.Good(one).label) for one in self.good_to_know]

    @property
    def would_join(self) -> list[str]:
        """What its people would take part in, in words."""
        return [str(self.TakesPart(one).label) for one in self.takes_part]

    @property
    def languages(self) -> list[str]:
        """The languages spoken there, in words."""
        return [str(self.Spoken(one).label) for one in self.spoken]


# Kinds without a drawing of their own borrow the nearest one.
ICONS = {
    "dairy": "shop",
    "theatre": "attraction",
    "flea-market": "shop",
    "cafe": "restaurant",
    "rest-area": "meeting-place",
    "ski-slope": "attraction",
}


class Attraction(Place):
    class Access(models.TextChoices):
        OPEN = "open", _("open to visitors")
        OUTSIDE = "outside", _("seen from the road only")
        TERRAIN = "terrain", _("in the terrain; right of public access applies")
        UNKNOWN = "unknown", _("not known")

    class Kind(models.TextChoices):
        HILLFORT = "hillfort", _("hillfort")
        RUNE_STONE = "rune-stone", _("rune stone")
        CHURCH = "church", _("church")
        CASTLE = "castle", _("castle or manor")
        MUSEUM = "museum", _("museum")
        WINERY = "winery", _("winery")
        BREWERY = "brewery", _("brewery")
        DAIRY = "dairy", _("dairy")
        THEATRE = "theatre", _("theatre")
        FLEA_MARKET = "flea-market", _("flea market")
        CAFE = "cafe", _("café")
        REST_AREA = "rest-area", _("rest area")
        SKI_SLOPE = "ski-slope", _("ski slope")
        ATTRACTION = "attraction", _("attraction")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    access = models.CharField(_("access"), max_length=8, choices=Access, default=Access.UNKNOWN)
    opening_hours = models.CharField(_("opening hours"), max_length=500, blank=True)
    by_arrangement = models.BooleanField(_("by arrangement (call first)"), default=False)
    season = models.CharField(_("season"), max_length=100, blank=True)
    phone = models.CharField(_("public phone"), max_length=40, blank=True)
    good_to_know = ArrayField(
        models.CharField(max_length=12, choices=Business.Good),
        verbose_name=_("good to know"),
        default=list,
        blank=True,
    )
    external_ids = models.JSONField(_("external ids"), default=dict, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("attraction")
        verbose_name_plural = _("attractions")
        ordering = ("name", "pk")
        constraints = (point_matches_precision("attraction_point_matches_precision"),)

    def get_absolute_url(self) -> str:
        return _place_url(f"b{self.pk}", self.name)

    @property
    def icon(self) -> str:
        """The drawing that stands for the kind."""
        return ICONS.get(self.kind, self.kind)


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
            models.CheckConstraint(
                condition=(
                    Q(business__isnull=False, attraction__isnull=True, service_point__isnull=True)
                    | Q(business__isnull=True, attraction__isnull=False, service_point__isnull=True)
                    | Q(business__isnull=True, attraction__isnull=True, service_point__isnull=False)
                ),
                name="stop_is_exactly_one_thing",
            ),
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


class Amenity(models.TextChoices):
    FOOD = "food", _("food")
    GROCERIES = "groceries", _("groceries")
    FUEL = "fuel", _("fuel")
    CHARGING = "charging", _("charging")
    TOILET = "toilet", _("toilet")


class AmenityLimit(models.Model):
    """How long a stretch of road may be without one amenity, and who says so."""

    amenity = models.CharField(_("amenity"), max_length=10, choices=Amenity, unique=True)
    threshold_m = models.PositiveIntegerField(_("longest stretch, m"))
    origin = models.CharField(_("origin"), max_length=300)

    class Meta:
        verbose_name = _("longest stretch without")
        verbose_name_plural = _("longest stretches without")
        constraints = (
            models.CheckConstraint(condition=Q(threshold_m__gt=0), name="amenity_limit_positive"),
        )

    def __str__(self) -> str:
        return f"{self.get_amenity_display()} {self.threshold_m / 1000:g} km"
