"""What the road's coordinator writes: texts, limits, themes, tours, events, stops, a new line."""

import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django import forms
from django.utils.translation import gettext_lazy as _

from route221.forms.business import plain
from route221.models import (
    Attraction,
    Business,
    RoadEvent,
    Route,
    Stop,
    Theme,
    Tour,
)
from services.queries.hours import SWEDEN

MOST_CORRIDOR_MIN = 60
MOST_FILE_BYTES = 20_000_000
FILE_ENDINGS = (".gpkg", ".geojson", ".json", ".gpx", ".kml", ".zip")
KEY = re.compile(r"[fbs]\d{1,18}")
MOST_STOPS, MOST_MINUTES, USUAL_MINUTES = 12, 600, 45
LANGUAGES = ("sv", "en", "de")
# Categories of the service register that a theme may gather.
CATEGORIES = (
    ("bathing-place", _("bathing place")),
    ("camping", _("camping")),
    ("restaurant", _("restaurant or café")),
    ("grocery", _("groceries")),
)


class PlainForm(forms.ModelForm):
    """Takes markup out of every text, and asks for Swedish where a text is needed."""

    needed = ("name_sv",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.needed:
            self.fields[name].required = True

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        return {
            name: plain(value) if isinstance(value, str) else value
            for name, value in cleaned.items()
        }


def _texts(*names: str) -> tuple[str, ...]:
    return tuple(f"{name}_{code}" for name in names for code in LANGUAGES)


class RouteForm(PlainForm):
    class Meta:
        model = Route
        fields = (
            *_texts("name", "tagline", "description"),
            "from_name",
            "to_name",
            "designation",
            "designation_decision",
            "designation_on",
            "corridor_m",
            "corridor_min",
        )
        widgets = {
            **{
                name: forms.Textarea(attrs={"rows": 5, "maxlength": 4000})
                for name in _texts("description")
            },
            "designation_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["corridor_m"].min_value = 100
        self.fields["corridor_m"].widget.attrs |= {"min": 100, "max": 50_000}
        self.fields["corridor_min"].widget.attrs |= {"min": 0, "max": MOST_CORRIDOR_MIN}
        self.fields["corridor_min"].help_text = _(
            "A place within the metres or within the minutes is a stop. 0: the metres alone."
        )

    def clean_corridor_min(self) -> int:
        corridor_min: int = self.cleaned_data["corridor_min"]
        if corridor_min > MOST_CORRIDOR_MIN:
            raise forms.ValidationError(_("At most 60 minutes."))
        return corridor_min

    def clean_corridor_m(self) -> int:
        corridor_m: int = self.cleaned_data["corridor_m"]
        if not 100 <= corridor_m <= 50_000:
            raise forms.ValidationError(_("Between 100 and 50,000 metres."))
        return corridor_m


class ThemeForm(PlainForm):
    kinds = forms.MultipleChoiceField(
        label=_("Which kinds of places belong to it"),
        widget=forms.CheckboxSelectMultiple,
        choices=[*Attraction.Kind.choices, *Business.Kind.choices, *CATEGORIES],
    )

    class Meta:
        model = Theme
        fields = (*_texts("name", "summary"), "slug", "kinds", "position")
        help_texts = {"slug": _("In the address: small letters, figures and hyphens.")}

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        same = self.instance.route.themes.filter(slug=slug).exclude(pk=self.instance.pk)
        if same.exists():
            raise forms.ValidationError(_("Another theme of the road has this short name."))
        return slug


class TourForm(PlainForm):
    plan = forms.CharField(
        max_length=3000,
        required=False,
        label=_("Address of a day plan"),
        help_text=_("Plan the day on the road's page, then paste its address here."),
    )

    class Meta:
        model = Tour
        fields = (*_texts("name", "summary"), "starts_at", "position")
        widgets = {"starts_at": forms.TimeInput(attrs={"type": "time"}, format="%H:%M")}

    def clean_plan(self) -> dict[str, int]:
        """Read the stops and minutes out of a day plan's address."""
        asked = parse_qs(urlsplit(self.cleaned_data["plan"]).query)
        keys = [key for key in dict.fromkeys(asked.get("stopp", [])) if KEY.fullmatch(key)]
        if not keys and not self.instance.pk:
            raise forms.ValidationError(_("There are no stops in this address."))
        if len(keys) > MOST_STOPS:
            raise forms.ValidationError(_("At most twelve stops."))
        if keys:
            is_turned = asked.get("riktning") == ["bakat"] or asked.get("fran") == ["2"]
            self.instance.is_backwards = is_turned
        return {key: _minutes(asked.get(f"min_{key}", [""])[0]) for key in keys}


def _minutes(text: str) -> int:
    return min(int(text), MOST_MINUTES) if re.fullmatch(r"[0-9]{1,4}", text) else USUAL_MINUTES


def _local_moment(label: Any) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,
        input_formats=["%Y-%m-%dT%H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )


class EventForm(PlainForm):
    starts_at = _local_moment(_("Starts"))
    ends_at = _local_moment(_("Ends"))

    class Meta:
        model = RoadEvent
        fields = (
            *_texts("name", "summary"),
            "starts_at",
            "ends_at",
            "stop",
            "place",
            "website",
            "source",
        )

    def __init__(self, *args: Any, route: Route, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        related = ("business", "attraction", "service_point")
        stops = route.stops.select_related(*related).order_by("chainage_m")
        self.fields["stop"].queryset = stops
        for name in ("starts_at", "ends_at"):
            moment = getattr(self.instance, name)
            if moment:
                self.initial[name] = moment.astimezone(SWEDEN).replace(tzinfo=None)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        start, end = cleaned.get("starts_at"), cleaned.get("ends_at")
        if start and end and end < start:
            self.add_error("ends_at", _("An event ends after it begins."))
        if not cleaned.get("stop") and not cleaned.get("place"):
            self.add_error("place", _("Say where: choose a stop, or name the place."))
        return cleaned


class StopForm(forms.Form):
    """A stop's figures as somebody who knows gives them, in kilometres and metres."""

    km = forms.FloatField(min_value=0, label=_("Kilometres from the road's first end"))
    offset_m = forms.FloatField(min_value=0, max_value=100_000, label=_("Metres from the road"))
    side = forms.ChoiceField(choices=Stop.Side.choices, label=_("Side, seen from the first end"))
    detour_m = forms.FloatField(
        min_value=0,
        max_value=200_000,
        required=False,
        label=_("Metres to drive from the road to the stop, one way"),
        help_text=_("Empty: estimated from the straight distance."),
    )

    def __init__(self, *args: Any, stop: Stop, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.length_km = stop.route.alignment.length / 1000
        self.initial |= {
            "km": round(stop.chainage_m / 1000, 3),
            "offset_m": round(stop.offset_m),
            "side": stop.side,
            "detour_m": None if stop.detour_m is None else round(stop.detour_m),
        }
        for name in ("km", "offset_m", "detour_m"):
            self.fields[name].widget.attrs |= {"step": "any", "inputmode": "decimal"}

    def clean_km(self) -> float:
        km: float = self.cleaned_data["km"]
        if km > self.length_km:
            raise forms.ValidationError(_("The road is not that long."))
        return km


class LineForm(forms.Form):
    """A file with the road's line."""

    file = forms.FileField(
        label=_("File with the road's line"),
        help_text=_("GeoPackage, GeoJSON, GPX, KML or zipped Shapefile, at most 20 MB."),
    )
    source = forms.CharField(max_length=200, label=_("Where the line comes from"))
    publisher = forms.CharField(max_length=200, required=False, label=_("Publisher"))
    licence = forms.CharField(
        max_length=100,
        required=False,
        label=_("Licence"),
        help_text=_("Without a clear licence the line is shown, but does not leave in bulk."),
    )
    is_schematic = forms.BooleanField(
        required=False, label=_("The line is schematic: it does not follow the road itself")
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_FILE_BYTES:
            raise forms.ValidationError(_("The file is larger than 20 MB."))
        if Path(file.name).suffix.lower() not in FILE_ENDINGS:
            raise forms.ValidationError(_("This kind of file is not read here."))
        return file

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        return {
            name: plain(value) if isinstance(value, str) else value
            for name, value in cleaned.items()
        }
