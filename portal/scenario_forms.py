"""A scenario's changes as they stand in an address, the words for each, and forms that add one."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from geo.models import Locality
from plans.models import HousingProject, Scenario
from plans.queries.changes import Change, nearest_locality
from portal.templatetags.figures import percent, threshold
from services.models import Category, Offer, ServicePoint, Standard


def changes_query(texts: list[str]) -> str:
    """Return a scenario's changes as an address's query."""
    return "?" + urlencode([("c", text) for text in texts])


def in_words(one: Change) -> str:
    """Say what a change is."""
    if one.kind == "oppna" and one.category and one.point:
        return _("Open %(service)s at %(place)s") % {
            "service": one.category.name,
            "place": place_name(one),
        }
    if one.kind == "stang":
        if one.category:
            return _("Close %(service)s at %(place)s") % {
                "service": one.category.name,
                "place": one.place,
            }
        return _("Close %(place)s") % {"place": one.place}
    if one.kind == "flytta":
        return _("Move %(place)s to %(where)s") % {"place": one.place, "where": place_name(one)}
    if one.kind == "bygg" and one.project:
        return _("Build %(project)s: %(residents)s residents") % {
            "project": one.project.name,
            "residents": round(one.residents),
        }
    if one.instead:
        return _("%(standard)s: %(limit)s for %(share)s") % {
            "standard": one.instead.name,
            "limit": threshold(one.instead),
            "share": percent(one.instead.target_share),
        }
    return one.text


def place_name(one: Change) -> str:
    """Name a position by its nearest locality, else by its coordinates."""
    near = nearest_locality(one.point) if one.point else None
    if near:
        return near.name
    return ", ".join(f"{degree:.3f}" for degree in reversed(one.lonlat or ()))


class OpenForm(forms.Form):
    """Open a service in a locality; on the map it can be put anywhere."""

    category = forms.ModelChoiceField(
        Category.objects.filter(children__isnull=True), label=gettext_lazy("Service")
    )
    locality = forms.ModelChoiceField(
        Locality.objects.none(), label=gettext_lazy("Where"), to_field_name="slug"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = Locality.objects.in_home_municipality().exclude(point=None)
        self.fields["locality"].queryset = places  # type: ignore[attr-defined]

    def text(self) -> str:
        there = self.cleaned_data["locality"].point.transform(4326, clone=True)
        return f"oppna,{self.cleaned_data['category'].slug},{there.x:.5f},{there.y:.5f}"


class CloseForm(forms.Form):
    """Close one offer that counts today."""

    offer = forms.ModelChoiceField(Offer.objects.none(), label=gettext_lazy("Service place"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offers = Offer.objects.existing().confirmed().exclude(service_point__point=None)
        self.fields["offer"].queryset = offers.select_related(  # type: ignore[attr-defined]
            "service_point", "category"
        ).order_by("service_point__name")

    def text(self) -> str:
        offer = self.cleaned_data["offer"]
        return f"stang,{offer.service_point_id},{offer.category.slug}"


class MoveForm(forms.Form):
    """Move a place, with all it offers, to a locality."""

    place = forms.ModelChoiceField(ServicePoint.objects.none(), label=gettext_lazy("Service place"))
    to = forms.ModelChoiceField(
        Locality.objects.none(), label=gettext_lazy("Where to"), to_field_name="slug"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offers = Offer.objects.existing().confirmed()
        places = ServicePoint.objects.filter(offers__in=offers).exclude(point=None).distinct()
        self.fields["place"].queryset = places  # type: ignore[attr-defined]
        localities = Locality.objects.in_home_municipality().exclude(point=None)
        self.fields["to"].queryset = localities  # type: ignore[attr-defined]

    def text(self) -> str:
        there = self.cleaned_data["to"].point.transform(4326, clone=True)
        return f"flytta,{self.cleaned_data['place'].pk},{there.x:.5f},{there.y:.5f}"


class BuildForm(forms.Form):
    """Build planned homes; how many move in is an assumption that can be changed."""

    project = forms.ModelChoiceField(
        HousingProject.objects.exclude(dwellings_min=None), label=gettext_lazy("Planned homes")
    )
    residents = forms.IntegerField(
        min_value=1,
        max_value=10_000,
        required=False,
        label=gettext_lazy("Residents who move in"),
        help_text=gettext_lazy("Empty: two for each home"),
    )

    def text(self) -> str:
        residents = self.cleaned_data["residents"]
        return f"bygg,{self.cleaned_data['project'].pk}" + (f",{residents}" if residents else "")


class ChangeStandardForm(forms.Form):
    """Change what should be within reach."""

    standard = forms.ModelChoiceField(
        Standard.objects.filter(
            rule=Standard.Rule.SHARE_WITHIN, target_share__isnull=False
        ).select_related("category"),
        label=gettext_lazy("Standard"),
        to_field_name="slug",
    )
    limit = forms.FloatField(
        min_value=0.001, max_value=1_000, label=gettext_lazy("Limit, km or minutes")
    )
    percent = forms.FloatField(
        min_value=0.01, max_value=100, label=gettext_lazy("Share of the residents, %")
    )

    def text(self) -> str:
        standard = self.cleaned_data["standard"]
        unit = 60 if standard.metric == "time" else 1000
        limit = max(round(self.cleaned_data["limit"] * unit), 1)
        return f"norm,{standard.slug},{limit},{self.cleaned_data['percent']:g}"


FORMS: dict[str, type[Any]] = {
    "oppna": OpenForm,
    "stang": CloseForm,
    "flytta": MoveForm,
    "bygg": BuildForm,
    "norm": ChangeStandardForm,
}


class ScenarioForm(forms.ModelForm):  # type: ignore[type-arg]
    """A scenario's name, and whether anyone with its address may see it."""

    class Meta:
        model = Scenario
        fields = ("name", "note", "is_shared")
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}
