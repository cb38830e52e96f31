"""How well a position is known."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Precision(models.TextChoices):
    EXACT = "exact", _("exact")
    APPROXIMATE = "approximate", _("approximate")
    LOCALITY = "locality", _("placed at its locality")
    NONE = "none", _("not known")


def point_matches_precision(name: str) -> models.CheckConstraint:
    """Build the constraint that a point is missing exactly when its precision says so."""
    return models.CheckConstraint(
        condition=Q(point__isnull=True, precision=Precision.NONE)
        | (Q(point__isnull=False) & ~Q(precision=Precision.NONE)),
        name=name,
        violation_error_message=_("Give a position, or say that it is not known."),
    )
