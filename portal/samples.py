"""What the style guide shows its components with: real rows of this portal, else made-up ones."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from geo.models import Indicator, Locality, Observation, Precision
from geo.queries.indicators import Series
from plans.models import GoalLink
from portal.queries.measured import Measured, measured
from portal.queries.without_car import without_car
from services.forms.week import WeekFields
from services.models import Offer

YEARS = ((2024, 91.2), (2023, 87.5), (2022, 80.5))


class SampleForm(forms.Form):
    """Two fields, one of them wrongly filled in."""

    name = forms.CharField(label=gettext_lazy("Name"), help_text=gettext_lazy("Example"))
    email = forms.EmailField(label=gettext_lazy("Email"))


def samples() -> dict[str, Any]:
    """Return something for each component that needs more than a word."""
    known = measured()
    here = "#components"
    return {
        "crumbs": [(_("Localities"), here), ("Bettna", here)],
        "tabs": [(_("List"), here, True), (_("Map"), here, False)],
        "chips": [(_("groceries"), here, 12, True, "grocery"), (_("fuel"), here, 0, False, "fuel")],
        "page_obj": Paginator(range(60), 20).page(2),
        "form": SampleForm({"name": "", "email": "namn"}, prefix="sample"),
        "week": WeekFields(prefix="week"),
        "series": _series(),
        "messages": [Message(messages.SUCCESS, _("Saved."))],
        **_of_the_register(known),
    }


def _of_the_register(known: Measured) -> dict[str, Any]:
    """Take the first of each that is known here; a portal without any shows none."""
    offers = Offer.objects.existing().select_related(
        "category", "service_point__locality", "service_point__municipality"
    )
    village = Locality.objects.filter(precision=Precision.EXACT).order_by("name").first()
    return {
        "measured": known,
        "finding": next(iter(known.ranked_gaps or known.findings), None),
        "goal": next(iter(known.goals), None),
        "offer": offers.order_by("category__position", "pk").first(),
        "way": without_car(village.point, name=village.name, precision=str(Precision.EXACT))
        if village
        else None,
        "links": GoalLink.objects.filter(goal__isnull=False, goal__version__status="adopted")[:1]
        or GoalLink.objects.filter(goal__isnull=False)[:1],
    }


def _series() -> Series:
    indicator = Indicator(slug="sample", name=_("Example"), unit="%")
    return Series(
        indicator,
        [
            Observation(indicator=indicator, year=year, value=value, source=_("Example"))
            for year, value in YEARS
        ],
    )
