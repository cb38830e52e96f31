"""What there is to see along the road, and nobody's business."""

from django.contrib.gis.db import models
from django.utils.translation import gettext_lazy as _

from geo.models.positions import point_matches_precision
from route221.models.places import Place

# Kinds without a drawing of their own borrow the nearest one.
ICONS = {
    "dairy": "shop",
    "theatre": "attraction",
    "flea-market": "shop",
    "cafe": "restaurant",
    "rest-area": "meeting-place",
    "ski-slope": "attraction",
}


class Attraction(Place):
    letter = "b"

    class Access(models.TextChoices):
        OPEN = "open", _("open to visitors")
        OUTSIDE = "outside", _("seen from the road only")
        TERRAIN = "terrain", _("in the terrain; right of public access applies")
        UNKNOWN = "unknown", _("not known")

    class Kind(models.TextChoices):
        HILLFORT = "hillfort", _("hillfort")
        RUNE_STONE = "rune-stone", _("rune stone")
        CHURCH = "church", _("church")
        CASTLE = "castle", _("castle or manor")
        MUSEUM = "museum", _("museum")
        WINERY = "winery", _("winery")
        BREWERY = "brewery", _("brewery")
        DAIRY = "dairy", _("dairy")
        THEATRE = "theatre", _("theatre")
        FLEA_MARKET = "flea-market", _("flea market")
        CAFE = "cafe", _("café")
        REST_AREA = "rest-area", _("rest area")
        SKI_SLOPE = "ski-slope", _("ski slope")
        ATTRACTION = "attraction", _("attraction")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    access = models.CharField(_("access"), max_length=8, choices=Access, default=Access.UNKNOWN)
    external_ids = models.JSONField(_("external ids"), default=dict, blank=True)

    class Meta:
        verbose_name = _("attraction")
        verbose_name_plural = _("attractions")
        ordering = ("name", "pk")
        constraints = (point_matches_precision("attraction_point_matches_precision"),)

    @property
    def icon(self) -> str:
        """The drawing that stands for the kind."""
        return ICONS.get(self.kind, self.kind)
