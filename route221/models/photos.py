"""Pictures of a business or an attraction: what is stored of them, and who may see them."""

import secrets

from django.conf import settings
from django.contrib.gis.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from route221.models.attraction import Attraction
from route221.models.business import Business
from route221.models.places import one_place

WIDTHS = (400, 800, 1600)


def random_name() -> str:
    """Make a name that tells nothing and is never used again."""
    return secrets.token_urlsafe(16)


class PhotoQuerySet(models.QuerySet["Photo"]):
    def standing(self) -> "PhotoQuerySet":
        """Keep those that no reviewer has refused."""
        return self.filter(refused_at=None)


class Photo(models.Model):
    """One picture, kept as WebP in a few widths; nobody but its people sees it until approved."""

    business = models.ForeignKey(
        Business, models.CASCADE, null=True, blank=True, related_name="photos"
    )
    attraction = models.ForeignKey(
        Attraction, models.CASCADE, null=True, blank=True, related_name="photos"
    )
    name = models.CharField(max_length=40, unique=True, default=random_name, editable=False)
    # Of the file as it was sent: the same picture sent again is one.
    digest = models.CharField(max_length=64, blank=True, editable=False)
    alt = models.CharField(
        _("what the picture shows"),
        max_length=200,
        help_text=_("Read aloud to those who do not see the picture."),
    )
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    position = models.PositiveSmallIntegerField(default=0)
    is_approved = models.BooleanField(_("approved"), default=False)
    # Kept out of sight for a while, so that the refusal can be undone.
    refused_at = models.DateTimeField(_("refused"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PhotoQuerySet.as_manager()

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        ordering = ("position", "pk")
        constraints = (
            models.CheckConstraint(condition=~Q(alt=""), name="photo_has_alt"),
            models.CheckConstraint(
                condition=Q(is_approved=False) | Q(refused_at=None),
                name="photo_is_approved_or_refused",
            ),
            one_place("photo_is_of_one_place", "business", "attraction"),
        )

    def __str__(self) -> str:
        return self.alt

    @property
    def is_public(self) -> bool:
        """Whether anyone may see it: approved, and what it shows is published."""
        if self.business is not None:
            return self.is_approved and self.business.state == Business.State.PUBLISHED
        return self.is_approved

    @property
    def widths(self) -> list[int]:
        """The widths it is kept in: none wider than the picture itself, but always one."""
        return [width for width in WIDTHS if width < self.width] + [min(self.width, WIDTHS[-1])]

    def path(self, width: int) -> str:
        """Where one size lies under MEDIA_ROOT."""
        return f"{settings.PHOTO_FOLDER}/{self.name[:2]}/{self.name}-{width}.webp"

    def url(self, width: int) -> str:
        """The address of one size."""
        return reverse("photo", args=[self.name, width])

    @property
    def src(self) -> str:
        """The middle size, for browsers that know no srcset."""
        return self.url(self.widths[min(1, len(self.widths) - 1)])

    @property
    def srcset(self) -> str:
        """All sizes, for the browser to choose from."""
        return ", ".join(f"{self.url(width)} {width}w" for width in self.widths)
