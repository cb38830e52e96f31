"""What the register's staff did with a place or an offer, so that it can be taken back."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from services.models.places import Offer, ServicePoint


class RegisterAct(models.Model):
    class Verb(models.TextChoices):
        ADD = "add", _("place added")
        CONFIRM = "confirm", _("offer confirmed")
        THREATEN = "threaten", _("offer marked as threatened")
        LIFT = "lift", _("offer no longer threatened")
        CLOSE = "close", _("offer closed")
        MERGE = "merge", _("place merged into another")

    verb = models.CharField(_("decision"), max_length=8, choices=Verb)
    place = models.ForeignKey(ServicePoint, models.CASCADE, related_name="acts")
    offer = models.ForeignKey(Offer, models.CASCADE, null=True, blank=True, related_name="acts")
    source = models.CharField(_("source"), max_length=300, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # The same form sent twice adds one place.
    form_key = models.UUIDField(null=True, blank=True, unique=True, editable=False)
    # What stood before and after; of a merge also what followed it.
    details = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)
    made_at = models.DateTimeField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("act of the register's staff")
        verbose_name_plural = _("acts of the register's staff")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.get_verb_display()}: {self.offer or self.place}"

    @property
    def can_be_undone(self) -> bool:
        """Whether it is an act with a way back that nobody has taken yet."""
        return self.undone_at is None and self.verb != self.Verb.ADD
