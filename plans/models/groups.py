"""The village groups that write local development plans."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from geo.models import Sourced


class VillageGroup(Sourced):
    class Kind(models.TextChoices):
        COUNCIL = "council", _("village council")
        ASSOCIATION = "association", _("village association")
        HERITAGE = "heritage", _("local heritage society")
        OTHER = "other", _("other group")

    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(max_length=120, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.COUNCIL)
    localities = models.ManyToManyField(
        "geo.Locality", related_name="village_groups", verbose_name=_("localities")
    )
    members = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="village_groups"
    )
    is_in_network = models.BooleanField(_("member of the village network"), default=True)
    website = models.URLField(_("website"), blank=True)
    contact = models.EmailField(_("function address"), blank=True)

    class Meta:
        verbose_name = _("village group")
        verbose_name_plural = _("village groups")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("village-group", args=[self.slug])

    @property
    def municipality_id(self) -> int | None:
        """The municipality in which the group's first place lies."""
        place = next(iter(self.localities.all()), None)
        return place.municipality_id if place else None
