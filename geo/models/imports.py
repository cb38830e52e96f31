"""What was taken in from files: each import with its plan, and what each source last said."""

from django.conf import settings
from django.contrib.gis.db import models
from django.utils.translation import gettext_lazy as _


class Import(models.Model):
    """One file on its way into one table, from the upload to its being undone."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting to be read")
        READING = "reading", _("being read")
        READY = "ready", _("read; waiting for your decision")
        CONFIRMED = "confirmed", _("confirmed; waiting for its turn")
        APPLYING = "applying", _("being taken in")
        APPLIED = "applied", _("taken in")
        UNCHANGED = "unchanged", _("nothing to change")
        REFUSED = "refused", _("refused; nothing was changed")
        DROPPED = "dropped", _("dropped; nothing was changed")
        UNDONE = "undone", _("undone")

    WORKING = (State.WAITING, State.READING, State.CONFIRMED, State.APPLYING)

    table = models.SlugField(_("table"), max_length=40)
    source = models.SlugField(_("source"), max_length=80)
    file_name = models.CharField(_("file"), max_length=200)
    stored_name = models.CharField(max_length=80, blank=True)
    checksum = models.CharField(max_length=64, blank=True)
    options = models.JSONField(default=dict, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    step = models.CharField(max_length=40, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    touched_at = models.DateTimeField(auto_now=True)
    counts = models.JSONField(default=dict, blank=True)
    notes = models.JSONField(default=dict, blank=True)
    refusal = models.TextField(blank=True)
    # Names the plan that was looked at, so that no other one is carried out.
    digest = models.CharField(max_length=64, blank=True)
    dataset = models.ForeignKey(
        "geo.Dataset", models.SET_NULL, null=True, blank=True, related_name="imports"
    )
    previous = models.ForeignKey(
        "geo.Dataset", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(_("begun"), auto_now_add=True)
    applied_at = models.DateTimeField(_("taken in"), null=True, blank=True)
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ("-created_at", "-pk")
        indexes = (models.Index(fields=("table", "source"), name="import_by_source"),)

    def __str__(self) -> str:
        return f"{self.file_name} → {self.table}"


class ImportChange(models.Model):
    """One row of a plan: what would happen, or happened, to one thing."""

    class Kind(models.TextChoices):
        ADDED = "added", _("new")
        CHANGED = "changed", _("changed")
        KEPT = "kept", _("corrected by hand; kept")
        DISAPPEARED = "disappeared", _("no longer in the file; kept and marked")
        REJECTED = "rejected", _("rejected")
        UNCHANGED = "unchanged", _("unchanged")

    of = models.ForeignKey(Import, models.CASCADE, related_name="changes")
    kind = models.CharField(_("what"), max_length=12, choices=Kind)
    row = models.CharField(_("row"), max_length=40, blank=True)
    object_id = models.BigIntegerField(null=True, blank=True)
    key = models.CharField(max_length=120, blank=True)
    label = models.CharField(_("name"), max_length=200, blank=True)
    # Field → [before, after], and field → [by hand, in the file].
    fields = models.JSONField(default=dict, blank=True)
    kept = models.JSONField(default=dict, blank=True)
    # What the source said before, to be put back when the import is undone.
    base = models.JSONField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    point = models.PointField(srid=3006, null=True, blank=True)
    # What it is on the map beside its point: a road's line, a square.
    shape = models.GeometryField(srid=3006, null=True, blank=True)

    class Meta:
        ordering = ("pk",)
        indexes = (models.Index(fields=("of", "kind"), name="importchange_of_kind"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.label}"


class CellMove(models.Model):
    """A population square that an import of localities or boundaries had counted elsewhere."""

    of = models.ForeignKey(Import, models.CASCADE, related_name="cell_moves")
    # Squares go by the hundred thousand when their version is dropped; a row too many harms nobody.
    cell = models.ForeignKey(
        "geo.PopulationCell", models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    municipality_before = models.BigIntegerField()
    locality_before = models.BigIntegerField(null=True)
    municipality_after = models.BigIntegerField()
    locality_after = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return f"{self.cell_id}"


class ImportedRow(models.Model):
    """What one source last said of one thing; what stands otherwise was corrected by hand."""

    table = models.SlugField(max_length=40)
    source = models.SlugField(max_length=80)
    key = models.CharField(max_length=120)
    object_id = models.BigIntegerField()
    values = models.JSONField(default=dict)
    missing_since = models.DateField(_("no longer in the source since"), null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("table", "source", "object_id"), name="imported_row_once"
            ),
        )
        indexes = (models.Index(fields=("table", "object_id"), name="imported_row_thing"),)

    def __str__(self) -> str:
        return f"{self.source} {self.key}"


class ColumnMapping(models.Model):
    """Which column is which field, remembered for the next file with the same header."""

    table = models.SlugField(max_length=40)
    header = models.CharField(max_length=64)
    columns = models.JSONField(default=dict)
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("table", "header"), name="column_mapping_once"),
        )

    def __str__(self) -> str:
        return f"{self.table} {self.header[:8]}"
