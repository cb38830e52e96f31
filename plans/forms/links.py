"""Choosing what a goal is tied to: one thing of the list, or a point with a name."""

from typing import Any

from django import forms
from django.contrib.gis.geos import Point
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from plans.models import GoalLink, PlanVersion, VillageGroup
from plans.queries.candidates import target
from route221.models import Route

# Sweden with its coast.
WEST, SOUTH, EAST, NORTH = 10.0, 55.0, 25.0, 70.0
LONGEST_KM = 2_000


class LinkForm(forms.Form):
    what = forms.ChoiceField(label=_("Which goal or activity"))
    target = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    relation = forms.ChoiceField(label=_("How they belong together"))
    note = forms.CharField(label=_("Note"), required=False, max_length=300)
    point_name = forms.CharField(label=_("Name of the point"), required=False, max_length=120)
    lat = forms.FloatField(label=_("Latitude"), required=False, min_value=SOUTH, max_value=NORTH)
    lon = forms.FloatField(label=_("Longitude"), required=False, min_value=WEST, max_value=EAST)
    from_km = forms.FloatField(
        label=_("From, km along the road"),
        required=False,
        localize=True,
        min_value=0,
        max_value=LONGEST_KM,
    )
    to_km = forms.FloatField(
        label=_("To, km along the road"),
        required=False,
        localize=True,
        min_value=0,
        max_value=LONGEST_KM,
    )

    def __init__(
        self, *args: Any, version: PlanVersion, group: VillageGroup, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.version, self.group = version, group
        goals = [(f"goal-{one.pk}", one.title) for one in version.goals.all()]
        activities = [(f"activity-{one.pk}", one.title) for one in version.activities.all()]
        what: Any = self.fields["what"]
        what.choices = [(_("Goals"), goals), (_("Activities"), activities)]
        for name in ("point_name", "lat", "lon"):
            point: Any = self.fields[name]
            point.is_needed = True
        relation: Any = self.fields["relation"]
        relation.choices = [
            (GoalLink.Relation(one).value, str(label).capitalize())
            for one, label in GoalLink.Relation.choices
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        name, lat, lon = cleaned.get("point_name"), cleaned.get("lat"), cleaned.get("lon")
        key = cleaned.get("target")
        has_point = lat is not None and lon is not None
        if self.errors:
            return cleaned
        if key:
            thing = target(self.group, key)
            if thing is None:
                raise forms.ValidationError(_("What you chose is no longer there. Choose again."))
            cleaned["chosen"] = {key.rpartition("-")[0]: thing}
            if isinstance(thing, Route):
                self._stretch(thing, cleaned)
        elif has_point and name:
            point = Point(lon, lat, srid=4326).transform(3006, clone=True)
            cleaned["chosen"] = {"point": point, "point_name": name}
        elif has_point:
            self.add_error("point_name", _("Give the point a name."))
        elif name:
            self.add_error("lat", _("Set the point on the map, or write its coordinates."))
        else:
            raise forms.ValidationError(_("Choose one thing on the map, or a named point."))
        return cleaned

    def _stretch(self, road: Route, cleaned: dict[str, Any]) -> None:
        """Take a part of the road where both ends are given; else the whole road is meant."""
        first, last = cleaned.get("from_km"), cleaned.get("to_km")
        if first is None and last is None:
            return
        length_km = road.alignment.length / 1000
        if first is None or last is None or first == last:
            self.add_error("to_km", _("A part of the road has two ends."))
        elif max(first, last) > length_km:
            words = _("The road is %(length)s km long.") % {"length": number_format(length_km, 1)}
            self.add_error("to_km", words)
        else:
            low, high = sorted((first, last))
            cleaned["chosen"] |= {"from_chainage_m": low * 1000, "to_chainage_m": high * 1000}

    def link(self) -> dict[str, Any]:
        """Return what `add_link` wants."""
        kind, _dash, number = self.cleaned_data["what"].partition("-")
        rows: Any = self.version.goals if kind == "goal" else self.version.activities
        return {
            kind: rows.get(pk=number),
            "relation": self.cleaned_data["relation"],
            "note": self.cleaned_data["note"],
            **self.cleaned_data["chosen"],
        }
