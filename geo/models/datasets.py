"""Where rows come from: one dataset per imported file or collected list."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Dataset(models.Model):
    class Kind(models.TextChoices):
        BOUNDARIES = "boundaries", _("boundaries")
        LOCALITIES = "localities", _("localities")
        POPULATION = "population", _("population")
        ROADS = "roads", _("roads")
        SERVICES = "services", _("services")
        ROUTES = "routes", _("routes")
        PLANS = "plans", _("plans and programmes")
        HOUSING = "housing", _("housing")
        ATTRACTIONS = "attractions", _("attractions")
        INDICATORS = "indicators", _("indicators")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    slug = models.SlugField(
        _("short name"), max_length=80, help_text=_("The same for every version of one source")
    )
    title = models.CharField(_("title"), max_length=200)
    publisher = models.CharField(_("publisher"), max_length=200)
    licence = models.CharField(
        _("licence"), max_length=100, blank=True, help_text=_("Empty: no clear licence")
    )
    licence_url = models.URLField(_("licence address"), blank=True)
    attribution = models.CharField(_("attribution"), max_length=300, blank=True)
    url = models.URLField(_("address"), blank=True, max_length=500)
    note = models.TextField(_("what it leaves out, what is estimated"), blank=True)
    retrieved_on = models.DateField(_("retrieved on"), null=True, blank=True)
    valid_on = models.DateField(_("valid on"), null=True, blank=True)
    checksum = models.CharField(max_length=64, blank=True)
    is_estimate = models.BooleanField(_("estimated"), default=False)
    is_example = models.BooleanField(_("made up as an example"), default=False)
    is_active = models.BooleanField(_("in use"), default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("dataset")
        verbose_name_plural = _("datasets")
        ordering = ("kind", "title", "-created_at")
        constraints = (
            models.UniqueConstraint(
                fields=("slug",),
                condition=models.Q(is_active=True),
                name="dataset_one_active_version",
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Whether its rows may leave in bulk: only with a clear licence."""
        return bool(self.licence)
