"""The style guide: every component, icon and colour on one page."""

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext_lazy

from portal.samples import samples

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
    ("boundary", _("boundary")),
    ("place", _("place")),
)

# The five classes, by outline and drawing alone.
CLASS_ICONS = (
    ("class-met", pgettext_lazy("gap class", "Met")),
    ("class-gap", pgettext_lazy("gap class", "Gap")),
    ("class-possible-gap", pgettext_lazy("gap class", "Possible gap")),
    ("class-not-assessed", pgettext_lazy("gap class", "Not assessed")),
    ("class-too-close", pgettext_lazy("gap class", "Too close to call")),
)

# Drawings of what one can do, which stand beside the word of a button or link.
ACTION_ICONS = (
    ("search", _("Search")),
    ("near-me", _("Near me")),
    ("home", _("If I lived here")),
    ("list", _("List")),
    ("map", _("Map")),
    ("layers", _("Map layers")),
    ("filter", _("Choose what is shown")),
    ("close", _("Close")),
    ("menu", _("Menu")),
    ("theme", _("Light or dark")),
    ("language", _("Language")),
    ("phone", _("Phone")),
    ("mail", _("Email")),
    ("clock", _("Opening hours")),
    ("calendar", _("Date")),
    ("walk", _("on foot")),
    ("cycle", _("by cycle")),
    ("wheelchair", _("For wheelchairs")),
    ("print", _("Print")),
    ("share", _("Share")),
    ("download", _("Download")),
    ("external", _("To another site")),
    ("forward", _("Next")),
    ("info", _("Information")),
    ("warning", _("Warning")),
    ("check", _("Done")),
    ("edit", _("Edit")),
    ("compare", _("Compare")),
    ("plan", _("Plan")),
    ("person", _("Your account")),
    ("offline", _("No connection")),
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
    context = {
        "icon_groups": (
            (_("What stands on the map"), _in_swedish_too(ICONS)),
            (_("The five classes"), _in_swedish_too(CLASS_ICONS)),
            (_("What one can do"), _in_swedish_too(ACTION_ICONS)),
        ),
        "tokens": TOKENS,
        "sample": samples(),
    }
    return render(request, "portal/design.html", context)


def _in_swedish_too(icons: Iterable[tuple[str, Promise]]) -> list[tuple[str, Promise, str]]:
    """Add the Swedish word, to be shown to whoever knows the place by that."""
    with override("sv"):
        swedish = [str(word) for _name, word in icons]
    return [(name, word, own) for (name, word), own in zip(icons, swedish, strict=True)]
