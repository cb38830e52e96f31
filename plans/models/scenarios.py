"""Scenarios: named changes to what is offered where, compared with the present."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class Scenario(models.Model):
    """Whoever made it sees it; anyone with its address does, once it is shared."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=120)
    note = models.TextField(_("note"), blank=True, max_length=2_000)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="scenarios", verbose_name=_("owner")
    )
    changes = models.JSONField(_("changes"), default=list)
    is_shared = models.BooleanField(_("anyone with the address may see it"), default=False)
    edition = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("scenario")
        verbose_name_plural = _("scenarios")
        ordering = ("-updated_at", "-pk")
        constraints = (models.CheckConstraint(condition=~Q(name=""), name="scenario_named"),)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("desk-scenario", args=[self.key])
