"""Planned housing: how far the plan and the building have come, what, and for whom."""

from django.contrib.gis.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from geo.models import Precision, Sourced
from geo.models.positions import point_matches_precision


class HousingProject(Sourced):
    class PlanStage(models.TextChoices):
        IDEA = "idea", _("idea")
        NOTICE = "planbesked", _("planning notice")
        PROGRAMME = "programme", _("planning programme")
        CONSULTATION = "samrad", _("consultation")
        REVIEW = "granskning", _("public review")
        ADOPTED = "adopted", _("adopted")
        APPEALED = "appealed", _("appealed")
        LEGAL_FORCE = "laga_kraft", _("in legal force")
        REPEALED = "repealed", _("repealed")
        UNKNOWN = "unknown", _("not known")

    class BuildingStage(models.TextChoices):
        NONE = "none", _("not begun")
        PLOTS = "plots", _("plots for sale")
        PERMIT = "permit", _("building permit")
        STARTED = "started", _("started")
        READY = "ready", _("ready to move in")
        BUILT = "built", _("built")
        UNKNOWN = "unknown", _("not known")

    class Tenure(models.TextChoices):
        RENTAL = "hyresratt", _("rental")
        TENANT_OWNED = "bostadsratt", _("tenant-owned")
        OWNERSHIP = "aganderatt", _("ownership")
        COOPERATIVE = "kooperativ", _("cooperative rental")
        UNDECIDED = "undecided", _("not decided")
        UNKNOWN = "unknown", _("not known")

    class Kind(models.TextChoices):
        HOUSES = "smahus", _("houses")
        FLATS = "flerbostadshus", _("flats")
        PLOTS = "plot", _("plots")
        UNKNOWN = "unknown", _("not known")

    class For(models.TextChoices):
        ORDINARY = "ordinary", _("everyone")
        SENIOR = "senior", _("senior housing")
        SHELTERED = "trygghet", _("sheltered housing")
        SHELTERED_BY_DECISION = "bistand", _("sheltered housing by decision")
        CARE = "sarskilt", _("care housing")
        LSS = "lss", _("housing with special service (LSS)")
        UNKNOWN = "unknown", _("not known")

    class NeedsDecision(models.TextChoices):
        YES = "yes", _("yes")
        NO = "no", _("no")
        UNKNOWN = "unknown", _("not known")

    name = models.CharField(_("name"), max_length=120)
    property_name = models.CharField(_("property"), max_length=120, blank=True)
    locality = models.ForeignKey(
        "geo.Locality", models.PROTECT, related_name="housing_projects", verbose_name=_("locality")
    )
    point = models.PointField(_("position"), srid=3006, null=True, blank=True)
    precision = models.CharField(_("precision of the position"), max_length=12, choices=Precision)
    footprint = models.MultiPolygonField(_("footprint"), srid=3006, null=True, blank=True)
    plan_stage = models.CharField(_("plan stage"), max_length=12, choices=PlanStage)
    building_stage = models.CharField(_("building stage"), max_length=8, choices=BuildingStage)
    is_paused = models.BooleanField(_("paused"), default=False)
    pause_reason = models.CharField(_("why it is paused"), max_length=200, blank=True)
    paused_as_of = models.CharField(_("paused as of"), max_length=40, blank=True)
    tenure = models.CharField(_("tenure"), max_length=12, choices=Tenure, default=Tenure.UNKNOWN)
    kind = models.CharField(_("kind"), max_length=14, choices=Kind, default=Kind.UNKNOWN)
    for_whom = models.CharField(_("for"), max_length=10, choices=For, default=For.UNKNOWN)
    needs_decision = models.CharField(
        _("needs a decision"), max_length=8, choices=NeedsDecision, default=NeedsDecision.UNKNOWN
    )
    dwellings_min = models.PositiveIntegerField(_("dwellings, at least"), null=True, blank=True)
    dwellings_max = models.PositiveIntegerField(_("dwellings, at most"), null=True, blank=True)
    status_text = models.CharField(_("what the source says"), max_length=300, blank=True)
    diary_number = models.CharField(_("diary number"), max_length=40, blank=True)
    contact = models.CharField(_("whom to ask"), max_length=200, blank=True)
    contact_url = models.URLField(_("queue or contact"), blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("housing project")
        verbose_name_plural = _("housing projects")
        ordering = ("locality__name", "name")
        constraints = (
            point_matches_precision("housing_point_matches_precision"),
            models.CheckConstraint(
                condition=Q(dwellings_max__isnull=True)
                | Q(dwellings_min__isnull=False, dwellings_min__lte=F("dwellings_max")),
                name="housing_dwellings_in_order",
            ),
            models.CheckConstraint(
                condition=Q(is_paused=True) | Q(pause_reason="", paused_as_of=""),
                name="housing_pause_reason_only_when_paused",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{reverse('housing')}#{self.pk}"

    @property
    def dwellings_text(self) -> str:
        """The dwellings as a range, or nothing when not stated."""
        if self.dwellings_min is None:
            return ""
        if self.dwellings_max in (None, self.dwellings_min):
            return str(self.dwellings_min)
        return f"{self.dwellings_min}–{self.dwellings_max}"
