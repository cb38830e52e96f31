"""The index of search: one row for everything that can be found, whichever app it belongs to."""

from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class SearchEntry(models.Model):
    class Kind(models.TextChoices):
        LOCALITY = "locality", _("locality")
        CATEGORY = "category", _("kind of service")
        SERVICE = "service", _("service place")
        BUSINESS = "business", _("business")
        ATTRACTION = "attraction", _("attraction")
        GROUP = "group", _("village group and plans")
        HOUSING = "housing", _("planned homes")
        PAGE = "page", _("page")

    kind = models.CharField(max_length=10, choices=Kind)
    object_key = models.CharField(max_length=60)
    url_name = models.CharField(max_length=40)
    url_args = models.JSONField(default=list)
    # What follows the path: a query or a fragment.
    url_tail = models.CharField(max_length=100, blank=True)
    icon = models.CharField(max_length=40, default="place")
    names = models.JSONField(help_text="The name in each content language")
    details = models.JSONField(default=dict, help_text="What stands under the name, by language")
    folded_names = models.TextField(help_text="All names, folded, each begun by a blank")
    folded = models.TextField(help_text="All words that lead here, folded")
    misspellings = ArrayField(models.CharField(max_length=40), default=list)
    point = models.PointField(srid=3006, null=True, blank=True)
    is_example = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("search entry")
        verbose_name_plural = _("search entries")
        constraints = (
            models.UniqueConstraint(fields=("kind", "object_key"), name="search_entry_once"),
            models.CheckConstraint(condition=~Q(folded=""), name="search_entry_has_words"),
        )
        indexes = (
            GinIndex(name="search_folded_trgm", fields=("folded",), opclasses=("gin_trgm_ops",)),
            GinIndex(name="search_misspellings", fields=("misspellings",)),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the reader's language, else in Swedish."""
        return str(self.names.get(get_language() or "sv") or self.names["sv"])

    @property
    def detail(self) -> str:
        """What stands under the name in the reader's language."""
        return str(self.details.get(get_language() or "sv") or self.details.get("sv", ""))

    def get_absolute_url(self) -> str:
        return reverse(self.url_name, args=self.url_args) + self.url_tail


class WorkerBeat(models.Model):
    """A background worker's sign of life: while it is fresh, what the worker does is its own."""

    worker_id = models.CharField(max_length=64, primary_key=True)
    beat_at = models.DateTimeField()

    class Meta:
        verbose_name = _("worker's sign of life")
        verbose_name_plural = _("workers' signs of life")

    def __str__(self) -> str:
        return self.worker_id
