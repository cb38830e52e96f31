"""A business along the road, and what visitors want to know of it."""

from datetime import timedelta

from django.conf import settings
from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from geo.models.positions import point_matches_precision
from route221.models.places import Place

# No drawing of their own: the nearest one of the sprite.
ICONS = {
    "eat": "restaurant",
    "stay": "camping",
    "shop": "shop",
    "see": "attraction",
    "do": "attraction",
}


class BusinessQuerySet(models.QuerySet["Business"]):
    def published(self) -> "BusinessQuerySet":
        """Keep those that anyone may see."""
        return self.filter(state=Business.State.PUBLISHED, replaced_by__isnull=True)


class Business(Place):
    letter = "f"

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

    class TakesPart(models.TextChoices):
        MARKETING = "marketing", _("joint marketing")
        SIGNS = "signs", _("signs")
        OPEN_DAYS = "open_days", _("joint opening days")

    kind = models.CharField(_("kind"), max_length=6, choices=Kind)
    state = models.CharField(_("state"), max_length=14, choices=State, default=State.DRAFT)
    address = models.CharField(_("address"), max_length=200, blank=True)
    email = models.EmailField(_("public e-mail"), blank=True)
    service_point = models.OneToOneField(
        "services.ServicePoint", models.PROTECT, null=True, blank=True, related_name="business"
    )
    replaced_by = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="replaces"
    )

    when_sign_is_out = models.BooleanField(_("open when the sign is out"), default=False)
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

    @property
    def icon(self) -> str:
        """The drawing that stands for the kind."""
        return ICONS[self.kind]

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
    def would_join(self) -> list[str]:
        """What its people would take part in, in words."""
        return [str(self.TakesPart(one).label) for one in self.takes_part]
