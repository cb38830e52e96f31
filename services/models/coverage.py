"""What should be within reach, how complete the register is, and the measured runs."""

from django.conf import settings
from django.contrib.gis.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from services.models.places import Category


class Metric(models.TextChoices):
    DISTANCE = "distance", _("distance")
    TIME = "time", _("time")


class Completeness(models.Model):
    """What the register declares to know of one category, in one municipality or everywhere."""

    class Level(models.TextChoices):
        COMPLETE = "complete", _("complete")
        PARTIAL = "partial", _("partial")
        NONE = "none", _("not in the register")

    category = models.ForeignKey(Category, models.CASCADE, related_name="completeness")
    municipality = models.ForeignKey(
        "geo.Municipality", models.CASCADE, null=True, blank=True, verbose_name=_("municipality")
    )
    level = models.CharField(_("level"), max_length=10, choices=Level)
    source = models.CharField(_("source"), max_length=300)
    stated_on = models.DateField(_("as of"))
    leaves_out = models.CharField(_("what it leaves out"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("completeness")
        verbose_name_plural = _("completeness")
        constraints = (
            models.UniqueConstraint(
                "category", "municipality", name="completeness_once", nulls_distinct=False
            ),
        )

    def __str__(self) -> str:
        return f"{self.category}: {self.get_level_display()}"


class Standard(models.Model):
    """What should be within reach of whom, and who says so."""

    class Rule(models.TextChoices):
        SHARE_WITHIN = "share_within", _("at least a share within a threshold")
        NOT_WORSE = "not_worse", _("not worse than a base run or year")
        SHOP_TO_SHOP = "shop_to_shop", _("distance from shop to shop")

    class Scope(models.TextChoices):
        LOCALITY = "locality", _("each locality")
        MUNICIPALITY = "municipality", _("the municipality")
        COUNTY = "county", _("the county")
        NATION = "nation", _("the nation")

    class Group(models.TextChoices):
        ALL = "all", _("all residents")
        CHILDREN = "0_15", _("0–15 years")
        WORKING_AGE = "16_64", _("16–64 years")
        OLDER = "65_plus", _("65 years and older")
        OLDEST = "80_plus", _("80 years and older")

    slug = models.SlugField(_("short name"), unique=True)
    name = models.CharField(_("name"), max_length=160)
    category = models.ForeignKey(Category, models.CASCADE, related_name="standards")
    rule = models.CharField(_("rule"), max_length=14, choices=Rule, default=Rule.SHARE_WITHIN)
    group = models.CharField(_("group"), max_length=8, choices=Group, default=Group.ALL)
    metric = models.CharField(_("metric"), max_length=8, choices=Metric, default=Metric.DISTANCE)
    threshold = models.PositiveIntegerField(_("threshold"), help_text=_("metres or seconds"))
    target_share = models.FloatField(
        _("target share"), null=True, blank=True, help_text=_("0 to 1; empty: a mere band")
    )
    scope = models.CharField(_("scope"), max_length=12, choices=Scope, default=Scope.LOCALITY)
    origin = models.CharField(_("origin"), max_length=300)
    origin_url = models.URLField(_("address of the origin"), blank=True)
    base_run = models.ForeignKey("CoverageRun", models.PROTECT, null=True, blank=True)
    base_as_of = models.CharField(_("base: run or year"), max_length=20, blank=True)
    is_primary = models.BooleanField(_("primary for its category"), default=False)
    is_example = models.BooleanField(_("made up as an example"), default=False)

    class Meta:
        verbose_name = _("standard")
        verbose_name_plural = _("standards")
        ordering = ("category__position", "threshold", "slug")
        constraints = (
            models.CheckConstraint(
                condition=Q(threshold__gt=0), name="standard_threshold_positive"
            ),
            models.CheckConstraint(
                condition=Q(target_share__isnull=True) | Q(target_share__gt=0, target_share__lte=1),
                name="standard_target_share_is_a_share",
                violation_error_message=_("The target share lies between 0 and 100 %."),
            ),
            models.UniqueConstraint(
                fields=("category",), condition=Q(is_primary=True), name="standard_one_primary"
            ),
        )

    def __str__(self) -> str:
        return str(self.name)

    @property
    def is_not_worse(self) -> bool:
        """Whether it asks to keep a level, instead of to reach a share."""
        return self.rule == self.Rule.NOT_WORSE


class BaseLevel(models.Model):
    """The share within the threshold that one area had at the base: what is not to get worse.

    Written down when the base is chosen: the squares that people were counted in are replaced
    in time, and a level that was promised must not change with them.
    """

    standard = models.ForeignKey(Standard, models.CASCADE, related_name="base_levels")
    locality = models.ForeignKey("geo.Locality", models.CASCADE, null=True, related_name="+")
    is_whole = models.BooleanField(_("the whole municipality"), default=False)
    share = models.FloatField(_("share within"))
    is_estimate = models.BooleanField(_("estimated"), default=False)

    class Meta:
        verbose_name = _("base level")
        verbose_name_plural = _("base levels")
        constraints = (
            models.UniqueConstraint(
                "standard", "locality", "is_whole", name="base_level_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=Q(share__gte=0, share__lte=1), name="base_level_is_a_share"
            ),
        )

    def __str__(self) -> str:
        return f"{self.standard}: {self.share:.1%}"


class StandardVersion(models.Model):
    """What a standard was before it was changed, by whom and why."""

    standard = models.ForeignKey(Standard, models.CASCADE, related_name="versions")
    threshold = models.PositiveIntegerField(_("threshold"))
    target_share = models.FloatField(_("target share"), null=True)
    origin = models.CharField(_("origin"), max_length=300)
    until = models.DateTimeField(_("held until"), auto_now_add=True)
    reason = models.CharField(_("why it was changed"), max_length=300)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("earlier version of a standard")
        verbose_name_plural = _("earlier versions of standards")
        ordering = ("-until", "-pk")

    def __str__(self) -> str:
        return f"{self.standard} → {self.until:%Y-%m-%d}"


class CoverageRun(models.Model):
    """One measurement of what every cell reaches; it stores costs, never verdicts."""

    class Status(models.TextChoices):
        RUNNING = "running", _("running")
        FINISHED = "finished", _("finished")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")

    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.RUNNING)
    started_at = models.DateTimeField(_("started"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    measured_on = models.DateField(_("offers as of"))
    metrics = models.JSONField(_("metrics"), default=list)
    parameters = models.JSONField(_("parameters"), default=dict)
    report = models.JSONField(_("report"), default=dict)
    # Who carries it, and which "category/metric" steps stand: a killed worker's are taken up.
    task_id = models.UUIDField(null=True, blank=True, editable=False)
    done = models.JSONField(default=list, editable=False)
    datasets = models.ManyToManyField("geo.Dataset", verbose_name=_("datasets"))
    is_estimate = models.BooleanField(_("estimated"), default=True)
    is_kept = models.BooleanField(_("kept, a snapshot leans on it"), default=False)

    class Meta:
        verbose_name = _("coverage run")
        verbose_name_plural = _("coverage runs")
        ordering = ("-started_at", "-pk")
        get_latest_by = "finished_at"

    def __str__(self) -> str:
        return f"{self.pk} ({self.get_status_display()})"


class CoverageCost(models.Model):
    """The nearest two service points of one category for one cell, in one run.

    The table is partitioned by run, so that a run is written with COPY, indexed after, and
    dropped whole. No service within reach: no row, or an empty second place.
    """

    pk = models.CompositePrimaryKey("run_id", "category_id", "metric", "cell_id")
    run = models.ForeignKey(CoverageRun, models.DO_NOTHING, db_constraint=False)
    category = models.ForeignKey(Category, models.DO_NOTHING, db_constraint=False)
    metric = models.CharField(max_length=8, choices=Metric)
    cell = models.ForeignKey("geo.PopulationCell", models.DO_NOTHING, db_constraint=False)
    cost = models.FloatField(null=True)
    service_point = models.ForeignKey(
        "ServicePoint", models.DO_NOTHING, null=True, db_constraint=False, related_name="+"
    )
    second_cost = models.FloatField(null=True)
    second_service_point = models.ForeignKey(
        "ServicePoint", models.DO_NOTHING, null=True, db_constraint=False, related_name="+"
    )
    join_m = models.FloatField()
    is_estimate = models.BooleanField()

    class Meta:
        managed = False
        db_table = "services_coveragecost"

    def __str__(self) -> str:
        return f"{self.run_id}/{self.category_id}/{self.cell_id}"
