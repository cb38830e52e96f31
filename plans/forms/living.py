"""A wish to live somewhere, one life situation of a place, and the year's one question."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from geo.models import Locality
from plans.forms.voices import ByAnyone
from plans.models import (
    Follower,
    HousingInterest,
    HousingProject,
    LifeSituation,
    PollAnswer,
    Situation,
)


class WishForm(ByAnyone):
    class Meta:
        model = HousingInterest
        fields = ("locality", "project", "situation", "tenure")
        labels = {
            "locality": _("Where"),
            "project": _("In which planned homes, if you know"),
            "situation": _("In which situation of life"),
            "tenure": _("How you would like to live"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields
        chosen["locality"].queryset = Locality.objects.in_home_municipality().order_by("name")
        tenures = HousingProject.Tenure.choices
        # Nothing is chosen beforehand: a wish that nobody made would be counted.
        chosen["tenure"].choices = [
            ("", "–"),
            *(one for one in tenures if one[0] not in ("undecided", "unknown")),
            ("unknown", _("it does not matter")),
        ]
        chosen["project"].choices = _homes(self.data.get("locality") or self.initial["locality"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        project, place = cleaned.get("project"), cleaned.get("locality")
        if project and place and project.locality_id != place.pk:
            self.add_error("project", _("Those homes are planned elsewhere."))
        return cleaned


def _homes(place: Any) -> list[Any]:
    """Offer planned homes that may still come: in the chosen village, else village by village."""
    stages = HousingProject.BuildingStage
    projects = HousingProject.objects.exclude(plan_stage=HousingProject.PlanStage.REPEALED)
    projects = projects.exclude(building_stage=stages.BUILT).select_related("locality")
    number = str(getattr(place, "pk", place) or "")
    if number.isascii() and number.isdigit() and len(number) < 18:
        projects = projects.filter(locality=int(number))
    by_village: dict[str, list[tuple[int, str]]] = {}
    for one in projects.order_by("locality__name", "name"):
        by_village.setdefault(one.locality.name, []).append((one.pk, one.name))
    return [("", _("no particular ones")), *by_village.items()]


class SituationForm(forms.Form):
    locality = forms.ModelChoiceField(label=_("Where"), queryset=Locality.objects.none())
    situation = forms.ChoiceField(label=_("life situation"), choices=Situation.choices)
    state = forms.ChoiceField(
        label=_("state"),
        required=False,
        choices=[("", _("not known")), *LifeSituation.State.choices],
    )
    source = forms.CharField(label=_("source"), max_length=300)

    def __init__(self, *args: Any, localities: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        place: Any = self.fields["locality"]
        place.queryset = localities


class PollForm(ByAnyone):
    felt = forms.ChoiceField(
        label=_("Compared with a year ago, how is it to live here?"),
        choices=PollAnswer.Felt.choices,
        widget=forms.RadioSelect,
    )

    class Meta:
        model = Follower
        fields = ("email",)
        help_texts = {"email": _("Only to count one answer each. It is not kept.")}
        widgets = {"email": forms.EmailInput(attrs={"autocomplete": "email"})}

    field_order = ("felt", "email")
