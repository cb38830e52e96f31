"""Who stands behind a business, and what waits to be decided about it."""

from django.conf import settings
from django.contrib.gis.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from route221.models.business import Business


class Ownership(models.Model):
    """A person of a business; one who claims it is not confirmed until a reviewer says so."""

    business = models.ForeignKey(Business, models.CASCADE, related_name="ownerships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="ownerships")
    is_confirmed = models.BooleanField(_("confirmed"), default=False)
    claim = models.TextField(_("how one can tell"), blank=True, max_length=1000)
    # A refused claim stays for a while, so that the refusal can be undone.
    refused_at = models.DateTimeField(_("refused"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("person of a business")
        verbose_name_plural = _("people of businesses")
        constraints = (
            models.UniqueConstraint("business", "user", name="ownership_once"),
            models.CheckConstraint(
                condition=Q(is_confirmed=False) | Q(refused_at=None),
                name="ownership_is_confirmed_or_refused",
            ),
        )
        indexes = (
            models.Index(
                fields=("created_at",), condition=Q(is_confirmed=False), name="ownership_claims"
            ),
        )

    def __str__(self) -> str:
        return str(self.business)


class Invitation(models.Model):
    """A word to somebody's address that they may join a business; good for a short while."""

    business = models.ForeignKey(Business, models.CASCADE, related_name="invitations")
    email = models.EmailField(_("e-mail"))
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = (models.UniqueConstraint("business", "email", name="invitation_once"),)

    def __str__(self) -> str:
        return str(self.business)


class Revision(models.Model):
    """Changes that wait for review while the published page stands."""

    business = models.ForeignKey(Business, models.CASCADE, related_name="revisions")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True)
    changes = models.JSONField(_("changes"))
    # What the fields held when it was approved, so that the approval can be undone.
    before = models.JSONField(default=dict, editable=False)
    version = models.PositiveIntegerField(default=0)
    is_waiting = models.BooleanField(_("waiting"), default=True)
    is_approved = models.BooleanField(_("approved"), default=False)
    reason = models.TextField(_("the reviewer's reason"), blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        constraints = (
            models.UniqueConstraint(
                fields=("business",), condition=Q(is_waiting=True), name="revision_one_waiting"
            ),
            models.CheckConstraint(
                condition=Q(is_waiting=False) | Q(is_approved=False),
                name="revision_waits_or_is_approved",
            ),
        )
        indexes = (
            models.Index(
                fields=("created_at",), condition=Q(is_waiting=True), name="revision_queue"
            ),
        )

    def __str__(self) -> str:
        return f"{self.business} {self.created_at:%Y-%m-%d}"


class Decision(models.Model):
    """One step of a business from state to state, or a merge: who, when and why."""

    business = models.ForeignKey(Business, models.CASCADE, related_name="decisions")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True)
    verb = models.CharField(_("what"), max_length=20)
    from_state = models.CharField(max_length=14, blank=True)
    to_state = models.CharField(max_length=14, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    # What undoing it needs to know.
    details = models.JSONField(default=dict, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.business}: {self.verb}"
