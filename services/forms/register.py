"""What the register's staff write: places, offers, threats, closings, completeness."""

import uuid
from typing import Any

from django import forms
from django.contrib.gis.geos import Point
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from geo.models import Precision
from services.forms.week import WeekFields
from services.models import Category, Completeness, Offer, Report, ServicePoint

# Sweden with its coast.
WEST, SOUTH, EAST, NORTH = 10.0, 55.0, 25.0, 70.0
DATE = {"type": "date"}


def degrees(low: float, high: float, label: Any) -> forms.FloatField:
    """Make a field of degrees, which may be left empty."""
    return forms.FloatField(
        min_value=low,
        max_value=high,
        label=label,
        required=False,
        localize=False,
        widget=forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"}),
    )


class PlaceForm(forms.ModelForm):
    # The same form sent twice adds one place.
    form_key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    lat = degrees(SOUTH, NORTH, _("Latitude (north), such as 58.9588"))
    lon = degrees(WEST, EAST, _("Longitude (east), such as 16.5985"))
    entrance_lat = degrees(SOUTH, NORTH, _("Entrance from the road: latitude"))
    entrance_lon = degrees(WEST, EAST, _("Entrance from the road: longitude"))

    class Meta:
        model = ServicePoint
        fields = ("name", "precision", "address", "phone", "email", "website", "note", "source")
        widgets = {"note": forms.Textarea(attrs={"rows": 3, "maxlength": 2000})}
        help_texts = {"source": _("Who says so, or where it stands, with its date.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].required = True
        self.initial.setdefault("form_key", uuid.uuid4())
        for prefix, point in (("", self.instance.point), ("entrance_", self.instance.entrance)):
            if point:
                lon, lat = point.transform(4326, clone=True).coords
                self.initial[f"{prefix}lon"] = round(lon, 6)
                self.initial[f"{prefix}lat"] = round(lat, 6)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for prefix in ("", "entrance_"):
            if (cleaned.get(f"{prefix}lat") is None) != (cleaned.get(f"{prefix}lon") is None):
                self.add_error(f"{prefix}lat", _("Give both figures, or neither."))
        is_placed = cleaned.get("lat") is not None
        if is_placed != (cleaned.get("precision") not in (Precision.NONE, None)):
            self.add_error("precision", _("A position has a precision, and only a position."))
        return cleaned

    def _post_clean(self) -> None:
        """Leave the model's own checks to the database: point and precision are set together."""

    def values(self) -> dict[str, Any]:
        """Return what to store, the points in metres."""
        data = self.cleaned_data
        found = {name: data[name] for name in self.Meta.fields}
        found["point"] = _sweref(data.get("lon"), data.get("lat"))
        found["entrance"] = _sweref(data.get("entrance_lon"), data.get("entrance_lat"))
        return found


def from_report(report: Report) -> dict[str, Any]:
    """Fill in what a report tells of a place that is missing: its village's point, the source."""
    found: dict[str, Any] = {
        "source": _("Report %(number)s of %(day)s")
        % {"number": report.pk, "day": report.sent_at.date()}
    }
    point = report.locality.point if report.locality else None
    if point:
        lon, lat = point.transform(4326, clone=True).coords
        found |= {"lon": round(lon, 6), "lat": round(lat, 6), "precision": Precision.LOCALITY}
    return found


def _sweref(lon: float | None, lat: float | None) -> Point | None:
    if lon is None or lat is None:
        return None
    return Point(lon, lat, srid=4326).transform(3006, clone=True)


class OfferForm(WeekFields):
    category = forms.ModelChoiceField(Category.objects.none(), label=_("Kind of service"))
    state = forms.ChoiceField(
        label=_("State"),
        choices=[choice for choice in Offer.State.choices if choice[0] != "closed"],
    )
    form = forms.ChoiceField(
        label=_("Form"), required=False, choices=[("", "–"), *Offer.Form.choices]
    )
    range = forms.ChoiceField(
        label=_("Range"), required=False, choices=[("", "–"), *Offer.Range.choices]
    )
    delivery = forms.ChoiceField(
        label=_("Delivered to your home?"),
        required=False,
        choices=[("", _("not known")), *Offer.Delivery.choices],
    )
    delivery_terms = forms.CharField(
        label=_("Where to, and on what terms"),
        required=False,
        max_length=300,
        help_text=_("Such as: the whole municipality, Thursdays, 79 kr, order by phone."),
    )
    season = forms.CharField(label=_("Season"), required=False, max_length=100)
    by_arrangement = forms.BooleanField(label=_("By arrangement (call first)"), required=False)
    capacity = forms.IntegerField(
        label=_("Capacity"), required=False, min_value=0, max_value=100_000
    )
    valid_from = forms.DateField(
        label=_("Open from"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs=DATE)
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=300)
    source = forms.CharField(
        label=_("Source"),
        max_length=300,
        help_text=_("Who says so, or where it stands, with its date."),
    )
    PLAIN = (
        "category",
        "state",
        "form",
        "range",
        "delivery",
        "delivery_terms",
        "season",
        "by_arrangement",
        "capacity",
        "valid_from",
        "note",
        "source",
    )

    def __init__(self, *args: Any, offer: Offer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer = offer
        taken = Offer.objects.filter(service_point=offer.service_point_id)
        taken = taken.exclude(state=Offer.State.CLOSED).exclude(pk=offer.pk)
        self.fields["category"].queryset = Category.objects.filter(  # type: ignore[attr-defined]
            children__isnull=True
        ).exclude(pk__in=taken.values("category"))
        if offer.pk:
            self.initial |= {name: getattr(offer, name) for name in self.PLAIN}
        self.show_week(offer.opening_hours)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        cleaned["opening_hours"] = self.written_week(cleaned)
        if cleaned.get("delivery_terms") and cleaned.get("delivery") != Offer.Delivery.YES:
            self.add_error("delivery", _("Terms of delivery are of what is delivered: choose yes."))
        starts = cleaned.get("valid_from")
        if starts and self.offer.valid_to and starts > self.offer.valid_to:
            self.add_error("valid_from", _("It would end before it begins."))
        return cleaned

    def values(self) -> dict[str, Any]:
        """Return what to store."""
        names = (*self.PLAIN, "opening_hours")
        return {name: self.cleaned_data[name] for name in names}


class SourceForm(forms.Form):
    on = forms.DateField(
        label=_("Date"), widget=forms.DateInput(format="%Y-%m-%d", attrs=DATE), required=True
    )
    source = forms.CharField(
        label=_("Source"),
        max_length=300,
        help_text=_("Who says so, or where it stands, with its date."),
    )


class ThreatForm(SourceForm):
    """A threat needs a public source and a day that has been."""

    def clean_on(self) -> Any:
        on = self.cleaned_data["on"]
        if on > timezone.localdate():
            raise forms.ValidationError(_("The source cannot be of a day to come."))
        return on


class CompletenessForm(forms.ModelForm):
    class Meta:
        model = Completeness
        fields = ("category", "municipality", "level", "source", "stated_on", "leaves_out")
        widgets = {"stated_on": forms.DateInput(format="%Y-%m-%d", attrs=DATE)}
        help_texts = {"municipality": _("Empty: everywhere")}
