"""Goals, strategies, activities and the vision, as their writers see them."""

from math import isfinite
from typing import Any

from django import forms
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model, Q
from django.utils.translation import gettext_lazy as _

from plans.models import (
    STATUS_CHOICES,
    Activity,
    Goal,
    PlanVersion,
    PriorityArea,
    Strategy,
    VillageGroup,
)
from services.models import Standard

MOST_HOMES, MOST_BUSINESSES = 10_000, 1_000
MOST_PER_CENT = 100


class EditionForm(forms.ModelForm):
    """Knows which edition its writer read, and can lay both versions side by side."""

    edition = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.conflict: list[tuple[str, str, str]] = []
        if self.instance.pk:
            self.initial["edition"] = self.instance.edition

    def values(self) -> dict[str, Any]:
        """Return what was written, without the edition."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}  # type: ignore[attr-defined]

    def show_both(self, current: Model) -> None:
        """Show what stands there now beside what was written; saving once more is a choice."""
        for name in self.Meta.fields:  # type: ignore[attr-defined]
            theirs, ours = _shown(current, name), _shown(self.instance, name)
            if theirs != ours:
                self.conflict.append((str(self.fields[name].label), theirs, ours))
        data = self.data.copy()  # type: ignore[has-type]
        data[self.add_prefix("edition")] = str(getattr(current, "edition", 1))
        self.data = data


def _shown(row: Model, name: str) -> str:
    try:
        choices = row._meta.get_field(name).choices  # type: ignore[union-attr]
    except FieldDoesNotExist:
        choices = None
    value = getattr(row, f"get_{name}_display")() if choices else getattr(row, name)
    return "" if value is None else str(value)


class VisionForm(EditionForm):
    class Meta:
        model = PlanVersion
        fields = ("vision",)
        labels = {"vision": _("Vision: how is it here when things have gone well?")}
        widgets = {"vision": forms.Textarea(attrs={"rows": 5, "maxlength": 4000})}


# How a goal is known to be met: the choice, what it means, and the fields it asks for.
MEASURES: tuple[tuple[str, Any, Any, tuple[str, ...]], ...] = (
    ("", _("We judge it ourselves"), _("The goal says not assessed until you set its status."), ()),
    (
        "standard",
        _("By the map: a standard"),
        _("For example: a grocery within 10 km. The status follows the map by itself."),
        ("target_standard",),
    ),
    (
        "indicator",
        _("By statistics: an indicator"),
        _("For example: residents. The status follows the newest figure."),
        ("target_indicator", "target_value"),
    ),
    ("homes", _("By homes built"), _("Counted among the planned homes."), ("target_homes",)),
    (
        "businesses",
        _("By businesses on the road"),
        _("Counted among those that are published."),
        ("target_businesses",),
    ),
)
ASKED_FOR = {key: names for key, _label, _help, names in MEASURES}


class GoalForm(EditionForm):
    """The goal itself first; how it is known to be met is one choice with its own fields."""

    measure = forms.ChoiceField(
        label=_("How do we know it is met?"),
        required=False,
        choices=[(key, label) for key, label, *_rest in MEASURES],
        widget=forms.RadioSelect,
    )

    class Meta:
        model = Goal
        fields = (
            "title",
            "text",
            "area",
            "locality",
            "target_standard",
            "target_homes",
            "target_businesses",
            "target_indicator",
            "target_value",
        )
        labels = {
            "title": _("The goal, in one sentence"),
            "text": _("Why, in a few words"),
            "area": _("Priority area of the programme"),
            "locality": _("Which village"),
            "target_standard": _("Which standard"),
            "target_homes": _("How many homes built"),
            "target_businesses": _("How many businesses on the road"),
            "target_indicator": _("Which indicator"),
            "target_value": _("At least"),
        }
        widgets = {"text": forms.Textarea(attrs={"rows": 4, "maxlength": 4000})}

    def __init__(self, *args: Any, group: VillageGroup, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields
        chosen["area"].queryset = _areas(self.instance)
        chosen["locality"].queryset = group.localities.order_by("name")
        chosen["target_standard"].queryset = (
            Standard.objects.filter(scope=Standard.Scope.LOCALITY)
            .filter(Q(target_share__isnull=False) | Q(base_levels__isnull=False))
            .exclude(rule=Standard.Rule.SHOP_TO_SHOP)
            .select_related("category")
            .distinct()
        )
        for name, most in (("target_homes", MOST_HOMES), ("target_businesses", MOST_BUSINESSES)):
            self.fields[name] = forms.IntegerField(
                label=self.fields[name].label, required=False, min_value=1, max_value=most
            )
        for names in ASKED_FOR.values():
            for name in names:
                chosen[name].is_needed = True
        self.initial["measure"] = next(
            (key for key, names in ASKED_FOR.items() if names and self.initial.get(names[0])), ""
        )

    @property
    def opening(self) -> list[Any]:
        """The fields that come first."""
        return [self[name] for name in ("title", "area", "text", "locality")]

    @property
    def ways(self) -> list[tuple[str, Any, Any, bool, list[Any]]]:
        """Each way to know: its key, words and help, whether it is chosen, and its fields."""
        chosen = self["measure"].value() or ""
        return [
            (key, label, words, key == chosen, [self[name] for name in names])
            for key, label, words, names in MEASURES
        ]

    def _measured_as_chosen(self, cleaned: dict[str, Any]) -> None:
        """Keep what the choice asks for and forget the rest, which was out of sight."""
        chosen = cleaned.get("measure", "")
        for key, names in ASKED_FOR.items():
            for name in names:
                if key != chosen:
                    cleaned[name] = None
                    self.errors.pop(name, None)
                elif cleaned.get(name) is None and name not in self.errors:
                    self.add_error(name, _("Needed to measure the goal this way."))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "measure" in self.data:
            self._measured_as_chosen(cleaned)
        targets = ("target_standard", "target_homes", "target_businesses", "target_indicator")
        indicator, value = cleaned.get("target_indicator"), cleaned.get("target_value")
        if indicator is None or value is None:
            if indicator != value and "measure" not in self.data:
                self.add_error("target_value", _("An indicator and its value belong together."))
        elif "%" in indicator.unit and not 0 <= value <= MOST_PER_CENT:
            self.add_error("target_value", _("A share lies between 0 and 100 %."))
        elif not isfinite(value):
            self.add_error("target_value", _("Write a number."))
        if sum(cleaned.get(name) is not None for name in targets) > 1:
            self.add_error("target_standard", _("A goal has at most one target."))
        return cleaned


def _areas(goal: Goal) -> Any:
    """Offer the areas of the programme that frames the pages, and the one already chosen."""
    areas = PriorityArea.objects.select_related("programme")
    framing = areas.filter(programme__frames_village_pages=True)
    return framing | areas.filter(pk=goal.area_id) if goal.area_id else framing


class StrategyForm(EditionForm):
    class Meta:
        model = Strategy
        fields = ("title",)
        labels = {"title": _("Strategy: how do we get there?")}


class ActivityForm(EditionForm):
    class Meta:
        model = Activity
        fields = (
            "title",
            "goal",
            "strategy",
            "doer",
            "due_on",
            "status",
            "cost",
            "reason",
            "text",
        )
        labels = {
            "title": _("What is to be done"),
            "goal": _("Under which goal"),
            "strategy": _("Under which strategy"),
            "doer": _("Who does it"),
            "due_on": _("Done by"),
            "status": _("How it goes"),
            "cost": _("Cost and funding, in words"),
            "reason": _("Why"),
            "text": _("In more words"),
        }
        widgets = {
            "text": forms.Textarea(attrs={"rows": 3, "maxlength": 4000}),
            "due_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args: Any, version: PlanVersion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields
        chosen["goal"].queryset = version.goals.all()
        chosen["strategy"].queryset = Strategy.objects.filter(goal__version=version)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        goal, strategy = cleaned.get("goal"), cleaned.get("strategy")
        if goal and strategy and strategy.goal_id != goal.pk:
            self.add_error("strategy", _("This strategy belongs to another goal."))
        return cleaned


class OverrideForm(forms.Form):
    status = forms.ChoiceField(label=_("Status"), required=False)
    reason = forms.CharField(label=_("Why by hand"), required=False, max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["status"]
        field.choices = [("", _("as the map says")), *STATUS_CHOICES]
