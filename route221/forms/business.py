"""The steps of a registration, apart from the hours."""

import uuid
from typing import Any

import nh3
from django import forms
from django.contrib.gis.geos import Point
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.traps import check_clock, stamp
from route221.models import Business

FASTEST_S, LONGEST_S = 2, 24 * 3600
TRAP = "route221.time-trap"
# Sweden with its coast.
WEST, SOUTH, EAST, NORTH = 10.0, 55.0, 25.0, 70.0


def plain(text: str) -> str:
    """Take all markup out of what was written."""
    return nh3.clean(text, tags=set()).replace("&amp;", "&").replace("&lt;", "<").strip()


class Step(forms.ModelForm):
    """One step: reads a business (with what waits laid over it), gives clean changes."""

    def clean(self) -> dict[str, Any]:
        """Take markup out of every text."""
        cleaned = super().clean() or {}
        return {
            name: plain(value) if isinstance(value, str) else value
            for name, value in cleaned.items()
        }

    def changes(self) -> dict[str, Any]:
        """Return what differs from the page that stands, by field."""
        return {name: self.cleaned_data[name] for name in self.changed_data if name in self.fields}


class AboutForm(Step):
    class Meta:
        model = Business
        fields = ("name", "kind", "summary_sv", "description_sv")
        labels = {
            "kind": _("What is it first of all?"),
            "summary_sv": _("In one sentence, in Swedish"),
            "description_sv": _("More, in Swedish"),
        }
        widgets = {"description_sv": forms.Textarea(attrs={"rows": 5, "maxlength": 4000})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["summary_sv"].required = True


class BeginForm(AboutForm):
    """The first step, which anyone signed in may send; it holds the traps for robots."""

    form_key = forms.UUIDField(widget=forms.HiddenInput)
    opened = forms.CharField(widget=forms.HiddenInput, required=False, max_length=100)
    homepage_2 = forms.CharField(required=False, max_length=200, label=_("Leave this empty"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("form_key", uuid.uuid4())
        self.initial.setdefault("opened", stamp(TRAP))

    def clean_homepage_2(self) -> str:
        if self.cleaned_data["homepage_2"]:
            raise forms.ValidationError(_("Leave this empty"))
        return ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        check_clock(self, salt=TRAP, quickest_s=FASTEST_S, slowest_s=LONGEST_S)
        return cleaned


def _degrees(low: float, high: float, label: Any, required: bool = True) -> forms.FloatField:
    return forms.FloatField(
        min_value=low,
        max_value=high,
        label=label,
        required=required,
        localize=False,
        widget=forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"}),
        error_messages={"required": _("Set the pin on the map, or write the coordinates.")},
    )


class PlaceForm(Step):
    lat = _degrees(SOUTH, NORTH, _("Latitude (north), such as 58.9588"))
    lon = _degrees(WEST, EAST, _("Longitude (east), such as 16.5985"))
    entrance_lat = _degrees(SOUTH, NORTH, _("Entrance from the road: latitude"), required=False)
    entrance_lon = _degrees(WEST, EAST, _("Entrance from the road: longitude"), required=False)

    class Meta:
        model = Business
        fields = ("address",)
        help_texts = {"address": _("As visitors would write it. Not needed if there is none.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for prefix, point in (("", self.instance.point), ("entrance_", self.instance.entrance)):
            if point:
                lon, lat = point.transform(4326, clone=True).coords
                self.initial[f"{prefix}lon"] = round(lon, 6)
                self.initial[f"{prefix}lat"] = round(lat, 6)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if (cleaned.get("entrance_lat") is None) != (cleaned.get("entrance_lon") is None):
            self.add_error("entrance_lat", _("Give both figures of the entrance, or neither."))
        return cleaned

    def changes(self) -> dict[str, Any]:
        """Return the points in the database's own coordinates."""
        changed, data = set(self.changed_data), self.cleaned_data
        found = {"address": data["address"]} if "address" in changed else {}
        if {"lat", "lon"} & changed:
            found["point"] = sweref(data["lon"], data["lat"])
        if {"entrance_lat", "entrance_lon"} & changed:
            is_given = data["entrance_lon"] is not None
            found["entrance"] = (
                sweref(data["entrance_lon"], data["entrance_lat"]) if is_given else None
            )
        return found


def sweref(lon: float, lat: float) -> Point:
    """Turn degrees into the database's metres."""
    return Point(lon, lat, srid=4326).transform(3006, clone=True)


def _ticks(field: str, choices: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        choices=choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=capfirst(Business._meta.get_field(field).verbose_name),
    )


class GoodToKnowForm(Step):
    good_to_know = _ticks("good_to_know", Business.Good.choices)
    spoken = _ticks("spoken", Business.Spoken.choices)
    takes_part = _ticks("takes_part", Business.TakesPart.choices)

    class Meta:
        model = Business
        fields = (
            "phone",
            "email",
            "website",
            "booking_url",
            "price_level",
            "good_to_know",
            "spoken",
            "takes_part",
        )


class LanguagesForm(Step):
    class Meta:
        model = Business
        fields = ("summary_en", "description_en", "summary_de", "description_de")
        labels = {
            "summary_en": _("In one sentence, in English"),
            "description_en": _("More, in English"),
            "summary_de": _("In one sentence, in German"),
            "description_de": _("More, in German"),
        }
        widgets = {
            name: forms.Textarea(attrs={"rows": 4, "maxlength": 4000})
            for name in ("description_en", "description_de")
        }
