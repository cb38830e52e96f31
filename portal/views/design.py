"""The style guide: every component, icon and colour on one page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

# Every drawing that stands for a kind of place, with the word it must never be shown without.
ICONS = (
    ("grocery", _("groceries")),
    ("fuel", _("fuel")),
    ("pharmacy", _("pharmacy")),
    ("parcels", _("parcels")),
    ("cash", _("cash")),
    ("charging", _("charging station")),
    ("restaurant", _("restaurant or café")),
    ("shop", _("shop")),
    ("systembolaget", _("Systembolaget")),
    ("systembolaget-agent", _("Systembolaget agent")),
    ("school", _("school")),
    ("preschool", _("preschool")),
    ("library", _("library")),
    ("mobile-library", _("mobile library")),
    ("health-centre", _("health centre")),
    ("elderly-care", _("care for older people")),
    ("defibrillator", _("defibrillator")),
    ("railway-station", _("railway station")),
    ("bus-stop", _("bus stop")),
    ("recycling", _("recycling")),
    ("community-hall", _("community hall")),
    ("meeting-place", _("meeting place")),
    ("bathing-place", _("bathing place")),
    ("camping", _("camping")),
    ("hillfort", _("hillfort")),
    ("rune-stone", _("rune stone")),
    ("church", _("church")),
    ("castle", _("castle or manor")),
    ("museum", _("museum")),
    ("winery", _("winery")),
    ("brewery", _("brewery")),
    ("attraction", _("attraction")),
    ("housing", _("planned homes")),
    ("goal", _("village goal")),
    ("village", _("village")),
    ("road", _("road")),
)

TOKENS = (
    "paper",
    "surface",
    "surface-sunk",
    "ink",
    "ink-soft",
    "line-strong",
    "brand",
    "brand-wash",
    "link",
    "road",
    "focus",
    "met",
    "gap",
    "possible-gap",
    "not-assessed",
    "too-close",
)


def design(request: HttpRequest) -> HttpResponse:
    """Show the style guide."""
    return render(request, "portal/design.html", {"icons": ICONS, "tokens": TOKENS})
