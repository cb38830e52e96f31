"""What the coordinator knows of an attraction: texts, position, hours, what is good to know."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from geo.models import Locality, Precision
from route221.forms.business import plain, sweref
from route221.models import Attraction
from services.forms.register import EAST, NORTH, SOUTH, WEST, degrees
from services.forms.week import WeekFields

LANGUAGES = ("sv", "en", "de")
POINTS = {"point": "", "entrance": "entrance_"}


class AttractionForm(forms.ModelForm, WeekFields):
    """One attraction; its point and precision are set together."""

    lat = degrees(SOUTH, NORTH, _("Latitude (north), such as 58.9588"))
    lon = degrees(WEST, EAST, _("Longitude (east), such as 16.5985"))
    entrance_lat = degrees(SOUTH, NORTH, _("Entrance from the road: latitude"))
    entrance_lon = degrees(WEST, EAST, _("Entrance from the road: longitude"))
    good_to_know = forms.MultipleChoiceField(
        choices=Attraction.Good.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=Attraction._meta.get_field("good_to_know").verbose_name,
    )
    spoken = forms.MultipleChoiceField(
        choices=Attraction.Spoken.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=Attraction._meta.get_field("spoken").verbose_name,
    )

    class Meta:
        model = Attraction
        fields = (
            *("name", "kind", "access", "locality", "precision"),
            *(f"{name}_{code}" for code in LANGUAGES for name in ("summary", "description")),
            *("season", "by_arrangement", "phone", "website", "booking_url", "price_level"),
            *("good_to_know", "spoken", "source", "as_of", "confirmed_on"),
        )
        widgets = {
            **{
                f"description_{code}": forms.Textarea(attrs={"rows": 4, "maxlength": 4000})
                for code in LANGUAGES
            },
            "confirmed_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        help_texts = {
            "access": _("Homes and residences are seen from the road only: they are never stops."),
            "source": _("Who says so, or where it stands, with its date."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].required = True
        localities = Locality.objects.defer("boundary").order_by("name")
        self.fields["locality"].queryset = localities  # type: ignore[attr-defined]
        for field, prefix in POINTS.items():
            point = getattr(self.instance, field)
            if point:
                lon, lat = point.transform(4326, clone=True).coords
                self.initial |= {f"{prefix}lon": round(lon, 6), f"{prefix}lat": round(lat, 6)}
        self.show_week(self.instance.opening_hours)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for prefix in POINTS.values():
            if (cleaned.get(f"{prefix}lat") is None) != (cleaned.get(f"{prefix}lon") is None):
                self.add_error(f"{prefix}lat", _("Give both figures, or neither."))
        is_placed = cleaned.get("lat") is not None
        if is_placed != (cleaned.get("precision") not in (Precision.NONE, None)):
            self.add_error("precision", _("A position has a precision, and only a position."))
        return cleaned | {"opening_hours": self.written_week(cleaned)}

    def _post_clean(self) -> None:
        """Leave the model's own checks to the database: point and precision are set together."""

    def values(self) -> dict[str, Any]:
        """Return what to store: plain texts, hours as one text, points in metres."""
        data = self.cleaned_data
        found = {name: data[name] for name in (*self.Meta.fields, "opening_hours")}
        found = {
            name: plain(value) if isinstance(value, str) else value for name, value in found.items()
        }
        for field, prefix in POINTS.items():
            lon, lat = data.get(f"{prefix}lon"), data.get(f"{prefix}lat")
            found[field] = None if lon is None or lat is None else sweref(lon, lat)
        return found
