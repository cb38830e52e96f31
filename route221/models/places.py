"""What a business and an attraction have in common, and the address of their pages."""

from functools import lru_cache, reduce
from operator import or_
from typing import Any

from django.conf import settings
from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.db.models import Q
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from geo.models import Precision, Sourced


class Place(Sourced):
    """What a business and an attraction have in common: name, position, texts, facts."""

    # The letter of its page's address: f for företag (business), b for besöksmål (attraction).
    letter = ""

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
    phone = models.CharField(_("public phone"), max_length=40, blank=True)
    season = models.CharField(_("season"), max_length=100, blank=True)
    opening_hours = models.CharField(_("opening hours"), max_length=500, blank=True)
    by_arrangement = models.BooleanField(_("by arrangement (call first)"), default=False)
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
    confirmed_on = models.DateField(_("last confirmed on"), null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def shown_photos(self) -> list[Any]:
        """The pictures visitors see; two queries however many businesses, if prefetched."""
        return [photo for photo in self.photos.all() if photo.is_approved]

    @property
    def notes(self) -> list[str]:
        """What is good to know, in words."""
        return [str(self.Good(one).label) for one in self.good_to_know]

    @property
    def languages(self) -> list[str]:
        """The languages spoken there, in words."""
        return [str(self.Spoken(one).label) for one in self.spoken]

    @property
    def key(self) -> str:
        """How addresses name it."""
        return f"{self.letter}{self.pk}"

    def get_absolute_url(self) -> str:
        """Return its page on the home road; on a place of another road that page leads there."""
        return self.url_on(settings.HOME_ROUTE)

    def url_on(self, number: str) -> str:
        """Return its page as a stop of one road."""
        return place_url(number, self.key, self.name)


def place_url(number: str, key: str, name: str) -> str:
    """Return the page of a business or an attraction, as a stop of one road."""
    return _worded_url(get_language(), number, key, name)


@lru_cache(maxsize=10_000)
def _worded_url(language: str | None, number: str, key: str, name: str) -> str:
    # The language decides the address's prefix; lists ask for hundreds of these.
    return reverse("road-place", args=[number, key, slugify(name) or "plats"])


def one_place(name: str, *fields: str) -> models.CheckConstraint:
    """Let a row belong to exactly one of several things; no generic keys."""
    ways = (Q(**{f"{field}__isnull": field != one for field in fields}) for one in fields)
    return models.CheckConstraint(condition=reduce(or_, ways), name=name)
