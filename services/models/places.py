"""A service point is the place; an offer is one service at it."""

from datetime import date

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.contrib.gis.db import models
from django.contrib.postgres.indexes import GinIndex
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from geo.models import Precision, Sourced
from geo.models.positions import point_matches_precision


class Category(models.Model):
    slug = models.SlugField(_("short name"), unique=True)
    name = models.CharField(_("name"), max_length=80)
    plural = models.CharField(_("name in lists"), max_length=80)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    icon = models.CharField(_("icon"), max_length=40, default="place")
    osm_tags = models.JSONField(_("OSM tags"), default=list, blank=True)
    is_basic = models.BooleanField(
        _("basic commercial service"),
        default=False,
        help_text=_("Groceries, fuel, postal agent, pharmacy agent, payment services"),
    )
    can_be_delivered = models.BooleanField(
        _("can be delivered to one's home"),
        default=False,
        help_text=_("Asked of each place: goods and loans, not a school or a bathing place"),
    )
    position = models.PositiveSmallIntegerField(_("order"), default=100)

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ("position", "slug")

    def __str__(self) -> str:
        return str(self.name)


class ServicePoint(Sourced):
    class Wheelchair(models.TextChoices):
        YES = "yes", _("step-free")
        LIMITED = "limited", _("step-free in part")
        NO = "no", _("not step-free")

    name = models.CharField(_("name"), max_length=120)
    point = models.PointField(_("position"), srid=3006, null=True, blank=True)
    precision = models.CharField(_("precision of the position"), max_length=12, choices=Precision)
    entrance = models.PointField(_("entrance from the road"), srid=3006, null=True, blank=True)
    locality = models.ForeignKey(
        "geo.Locality", models.PROTECT, null=True, blank=True, related_name="service_points"
    )
    municipality = models.ForeignKey("geo.Municipality", models.PROTECT, null=True, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    email = models.EmailField(_("public e-mail"), blank=True)
    website = models.URLField(_("website"), blank=True)
    wheelchair = models.CharField(
        _("for wheelchairs"), max_length=8, choices=Wheelchair, blank=True
    )
    note = models.TextField(_("note"), blank=True)
    external_ids = models.JSONField(_("external ids"), default=dict, blank=True)
    replaced_by = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="replaces"
    )
    updated_at = models.DateTimeField(auto_now=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("service place")
        verbose_name_plural = _("service places")
        ordering = ("name", "pk")
        indexes = (
            GinIndex(name="servicepoint_name_trgm", fields=("name",), opclasses=("gin_trgm_ops",)),
        )
        constraints = (
            point_matches_precision("servicepoint_point_matches_precision"),
            models.CheckConstraint(
                condition=Q(replaced_by__isnull=True) | ~Q(replaced_by=F("pk")),
                name="servicepoint_not_replaced_by_itself",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("service", args=[self.pk, slugify(self.name) or "plats"])


# Gone from the list it came from, unless somebody has confirmed it since.
STILL_LISTED = Q(missing_since__isnull=True) | Q(confirmed_on__gt=F("missing_since"))


class OfferQuerySet(models.QuerySet["Offer"]):
    def existing(self, on: date | None = None) -> "OfferQuerySet":
        """Keep offers that are open on the day, as far as is known."""
        on = on or timezone.localdate()
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=on),
            Q(valid_to__isnull=True) | Q(valid_to__gt=on),
            state=Offer.State.OPEN,
            service_point__replaced_by__isnull=True,
        )

    def confirmed(self, on: date | None = None) -> "OfferQuerySet":
        """Keep offers confirmed or listed recently enough to count for *met*."""
        return self.filter(STILL_LISTED, confirmed_on__gte=unconfirmed_before(on))

    def unconfirmed(self, on: date | None = None) -> "OfferQuerySet":
        """Keep offers whose last confirmation is too old, or undated."""
        return self.filter(
            Q(confirmed_on__isnull=True)
            | Q(confirmed_on__lt=unconfirmed_before(on))
            | ~STILL_LISTED
        )


def unconfirmed_before(on: date | None = None) -> date:
    """Return the day before which a confirmation is too old to count."""
    months = settings.UNCONFIRMED_AFTER_MONTHS
    return (on or timezone.localdate()) - relativedelta(months=months)


class Offer(Sourced):
    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        OPEN = "open", _("open")
        PAUSED = "paused", _("temporarily closed")
        CLOSED = "closed", _("closed")

    class Form(models.TextChoices):
        STAFFED = "staffed", _("staffed")
        SELF_SERVICE = "self_service", _("self-service")
        HYBRID = "hybrid", _("staffed and self-service")
        AGENT = "agent", _("agent")
        DELIVERY = "delivery", _("home delivery")
        MOBILE = "mobile", _("mobile, with stops and times")

    class Range(models.TextChoices):
        FULL = "full", _("full range")
        LIMITED = "limited", _("limited range")

    class Delivery(models.TextChoices):
        YES = "yes", _("yes")
        NO = "no", _("no")

    class Basis(models.TextChoices):
        LISTED = "listed", _("in an official or company list")
        CONFIRMED = "confirmed", _("confirmed by the owner or staff")
        INFERRED = "inferred", _("inferred from another fact")
        REPORTED = "reported", _("mentioned in a text")

    service_point = models.ForeignKey(
        ServicePoint, models.CASCADE, related_name="offers", verbose_name=_("service place")
    )
    category = models.ForeignKey(
        Category, models.PROTECT, related_name="offers", verbose_name=_("category")
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    basis = models.CharField(_("known from"), max_length=10, choices=Basis, default=Basis.REPORTED)
    form = models.CharField(_("form"), max_length=12, choices=Form, blank=True)
    range = models.CharField(_("range"), max_length=8, choices=Range, blank=True)
    delivery = models.CharField(
        _("delivered to your home?"), max_length=3, choices=Delivery, blank=True
    )
    delivery_terms = models.CharField(_("where to and on what terms"), max_length=300, blank=True)
    season = models.CharField(_("season"), max_length=100, blank=True)
    opening_hours = models.CharField(
        _("opening hours"), max_length=500, blank=True, help_text=_("OpenStreetMap syntax")
    )
    by_arrangement = models.BooleanField(_("by arrangement (call first)"), default=False)
    capacity = models.PositiveIntegerField(_("capacity"), null=True, blank=True)
    valid_from = models.DateField(_("from"), null=True, blank=True)
    valid_to = models.DateField(_("until"), null=True, blank=True)
    threatened_since = models.DateField(_("threatened since"), null=True, blank=True)
    threatened_source = models.CharField(_("source of the threat"), max_length=300, blank=True)
    confirmed_on = models.DateField(_("last confirmed on"), null=True, blank=True)
    missing_since = models.DateField(
        _("no longer in the source since"), null=True, blank=True, editable=False
    )
    note = models.CharField(_("note"), max_length=300, blank=True)
    history = HistoricalRecords()

    objects = OfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("offer")
        verbose_name_plural = _("offers")
        ordering = ("category__position", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("service_point", "category"),
                condition=~Q(state="closed"),
                name="offer_once_per_place_and_category",
            ),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_to__isnull=True)
                | Q(valid_from__lte=F("valid_to")),
                name="offer_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(threatened_since__isnull=True) | ~Q(threatened_source=""),
                name="offer_threat_has_a_source",
                violation_error_message=_("A threat needs a dated public source."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.service_point}: {self.category}"

    @property
    def is_delivered(self) -> bool | None:
        """Whether it comes to one's home; None while nobody has said."""
        if self.form == self.Form.DELIVERY:
            return True
        return self.delivery == self.Delivery.YES if self.delivery else None

    @property
    def asks_delivery(self) -> bool:
        """Whether delivery is a question here, or answered all the same."""
        return self.category.can_be_delivered or self.is_delivered is not None

    @property
    def is_confirmed(self) -> bool:
        """Whether the last confirmation is recent enough to count."""
        if self.confirmed_on is None or self.confirmed_on < unconfirmed_before():
            return False
        return self.missing_since is None or self.confirmed_on > self.missing_since
