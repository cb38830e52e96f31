"""How long a stretch may be without each thing: on one road, and on all that say nothing else."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from route221.forms.business import plain
from route221.models import Amenity, AmenityLimit

LONGEST_KM = 1000


def _km(**more: Any) -> forms.FloatField:
    return forms.FloatField(
        min_value=0.1,
        max_value=LONGEST_KM,
        label=_("Longest stretch, km"),
        widget=forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"}),
        **more,
    )


class LimitForm(forms.ModelForm):
    """One general limit."""

    km = _km()

    class Meta:
        model = AmenityLimit
        fields = ("origin",)
        labels = {"origin": _("Who says so")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["km"] = self.instance.threshold_m / 1000

    @property
    def amenity(self) -> str:
        return str(Amenity(self.instance.amenity).label)

    def save(self, commit: bool = True) -> Any:
        self.instance.threshold_m = round(self.cleaned_data["km"] * 1000)
        return super().save(commit)


LimitForms = forms.modelformset_factory(AmenityLimit, form=LimitForm, extra=0)


class RoadLimitForm(forms.Form):
    """One road's own limit of one thing; both fields empty: the general limit holds."""

    km = _km(required=False)
    origin = forms.CharField(max_length=300, required=False, label=_("Who says so"))

    def __init__(self, *args: Any, amenity: str, general: AmenityLimit | None, **kwargs: Any):
        super().__init__(*args, prefix=amenity, **kwargs)
        self.amenity = Amenity(amenity)
        self.general = general

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        km, origin = cleaned.get("km"), plain(cleaned.get("origin", ""))
        if km is not None and not origin:
            self.add_error("origin", _("Say who says so: the municipality, a law, a programme."))
        if origin and km is None and "km" not in self.errors:
            self.add_error("km", _("Say how many kilometres, or leave both empty."))
        return cleaned | {"origin": origin}

    @property
    def limit(self) -> tuple[int, str] | None:
        """The limit in metres and its origin; None where the general one holds."""
        km = self.cleaned_data["km"]
        return None if km is None else (round(km * 1000), self.cleaned_data["origin"])


def road_limit_forms(data: Any, limits: Iterable[AmenityLimit]) -> list[RoadLimitForm]:
    """Make one form for each thing, filled in with the road's own limits."""
    rows = list(limits)
    own = {row.amenity: row for row in rows if row.route_id}
    general = {row.amenity: row for row in rows if not row.route_id}
    forms_made = []
    for amenity in Amenity.values:
        mine = own.get(amenity)
        initial = {"km": mine.threshold_m / 1000, "origin": mine.origin} if mine else {}
        forms_made.append(
            RoadLimitForm(data, amenity=amenity, general=general.get(amenity), initial=initial)
        )
    return forms_made
