"""The yearly walk: sort, choose, order, adopt; and what the municipality says of it."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from plans.actions.priorities import Chosen
from plans.models import (
    MOST_PRIORITIES,
    Choice,
    Goal,
    Handling,
    PlanVersion,
    SteeringDocument,
)

LONGEST_PASTE = 60_000
MOST_BYTES = 200_000
KINDS_TO_SORT = (
    ("activity", _("near term: an activity")),
    ("goal", _("direction: a goal")),
    ("strategy", _("direction: a strategy")),
    ("aside", _("set aside")),
)

SORTED_INTO = {
    "activity": _("Now an activity: %(what)s"),
    "goal": _("Now a goal: %(what)s"),
    "strategy": _("Now a strategy: %(what)s"),
    "aside": _("Set aside: %(what)s"),
}


class PasteForm(forms.Form):
    """An old action plan, pasted or as a text file: one point a line."""

    text = forms.CharField(
        label=_("Paste the points, one on each line"),
        required=False,
        max_length=LONGEST_PASTE,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    file = forms.FileField(label=_("or choose a text file"), required=False)
    origin = forms.CharField(label=_("Where they come from"), required=False, max_length=160)

    def clean_file(self) -> str:
        file = self.cleaned_data["file"]
        if not file:
            return ""
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is too large. A text file is enough."))
        raw = file.read()
        if b"\0" in raw:
            raise forms.ValidationError(_("That is no text file. Save it as text, or paste it."))
        try:
            return raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            return raw.decode("cp1252", errors="replace")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not (cleaned.get("text", "").strip() or cleaned.get("file")):
            self.add_error("text", _("Paste at least one point."))
        return cleaned

    def lines(self) -> str:
        """Return all that was given, as text."""
        given = (self.cleaned_data["text"], self.cleaned_data["file"])
        return "\n".join(part for part in given if part)

    def keep_lines(self) -> None:
        """Show again all that was given, a file's lines too, so that nothing is chosen anew."""
        if self.cleaned_data.get("file"):
            data = self.data.copy()  # type: ignore[has-type]
            data["text"] = self.lines()
            self.data = data


class SortForm(forms.Form):
    into = forms.ChoiceField(label=_("What is it?"), choices=KINDS_TO_SORT)
    goal = forms.ModelChoiceField(
        label=_("Under which goal"), queryset=Goal.objects.none(), required=False
    )
    reason = forms.CharField(label=_("Why it is set aside"), required=False, max_length=300)

    def __init__(self, *args: Any, version: PlanVersion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        goal: Any = self.fields["goal"]
        goal.queryset = version.goals.all()


class ChoiceForm(forms.Form):
    kind = forms.ChoiceField(label=_("What do you choose?"), choices=Choice.Kind.choices)
    reason = forms.CharField(label=_("Reason"), required=False, max_length=300)


class PrioritiesForm(forms.Form):
    """Five places, each empty or one goal or activity with its reason."""

    edition = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)
    meeting = forms.CharField(
        label=_("Which meeting ordered them"),
        max_length=160,
        help_text=_("For example: annual meeting, 12 March"),
    )

    def __init__(self, *args: Any, version: PlanVersion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.version = version
        goals = [(f"goal-{one.pk}", one.title) for one in version.goals.all()]
        activities = [(f"activity-{one.pk}", one.title) for one in version.activities.all()]
        choices = [("", "–"), (_("Goals"), goals), (_("Activities"), activities)]
        for place in range(1, MOST_PRIORITIES + 1):
            self.fields[f"what_{place}"] = forms.ChoiceField(
                label=_("Priority %(place)s") % {"place": place}, choices=choices, required=False
            )
            self.fields[f"reason_{place}"] = forms.CharField(
                label=_("Why priority %(place)s, this year") % {"place": place},
                max_length=300,
                required=False,
            )
            reason: Any = self.fields[f"reason_{place}"]
            reason.is_needed = True
        self.initial |= {"meeting": version.priorities_meeting, "edition": version.edition}
        for one in version.priorities.all():
            key = f"goal-{one.goal_id}" if one.goal_id else f"activity-{one.activity_id}"
            self.initial[f"what_{one.position}"] = key
            self.initial[f"reason_{one.position}"] = one.reason

    @property
    def places(self) -> list[tuple[Any, Any]]:
        """The five pairs of fields."""
        return [
            (self[f"what_{place}"], self[f"reason_{place}"])
            for place in range(1, MOST_PRIORITIES + 1)
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        seen = set()
        for place in range(1, MOST_PRIORITIES + 1):
            key, reason = cleaned.get(f"what_{place}"), cleaned.get(f"reason_{place}", "")
            if not key:
                continue
            if key in seen:
                self.add_error(f"what_{place}", _("This one already has a place."))
            if not reason.strip():
                self.add_error(
                    f"reason_{place}", _("Say why, in a few words: it stands beside the priority.")
                )
            seen.add(key)
        return cleaned

    def chosen(self) -> list[Chosen]:
        """Return the filled places in order; empty ones close up."""
        found = []
        for place in range(1, MOST_PRIORITIES + 1):
            key = self.cleaned_data.get(f"what_{place}")
            if key:
                kind, _dash, number = key.partition("-")
                rows: Any = self.version.goals if kind == "goal" else self.version.activities
                found.append(Chosen(rows.get(pk=number), self.cleaned_data[f"reason_{place}"]))
        return found

    def show_both(self, current: PlanVersion) -> None:
        """Let the list be saved over the other's after it was seen."""
        data = self.data.copy()  # type: ignore[has-type]
        data["edition"] = str(current.edition)
        self.data = data


class AdoptForm(forms.Form):
    edition = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)
    adopted_on = forms.DateField(
        label=_("Date of the meeting"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    meeting = forms.CharField(label=_("Which meeting"), max_length=160)
    sure = forms.BooleanField(
        label=_("The meeting has adopted the plan as it stands here. It is then frozen.")
    )

    def clean_adopted_on(self) -> Any:
        given = self.cleaned_data["adopted_on"]
        if given > timezone.localdate():
            raise forms.ValidationError(_("The meeting cannot lie in the future."))
        if given.year < 2000:
            raise forms.ValidationError(_("That is too long ago."))
        return given


class HandlingForm(forms.ModelForm):
    class Meta:
        model = Handling
        fields = ("outcome", "body", "handled_on", "diary_number", "reason")
        widgets = {
            "handled_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "reason": forms.Textarea(attrs={"rows": 4, "maxlength": 2000}),
        }

    def clean_handled_on(self) -> Any:
        given = self.cleaned_data["handled_on"]
        if given > timezone.localdate():
            raise forms.ValidationError(_("The date cannot lie in the future."))
        adopted_on = self.instance.version.adopted_on
        if adopted_on and given < adopted_on:
            words = _("The group adopted its plan on %(date)s: the reply comes after that.")
            raise forms.ValidationError(words % {"date": adopted_on})
        return given


class SteeringForm(forms.ModelForm):
    class Meta:
        model = SteeringDocument
        fields = ("name", "kind", "body", "decided_on", "url", "goals")
        widgets = {
            "decided_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "goals": forms.CheckboxSelectMultiple,
        }
        labels = {"goals": _("Goals that were used in it")}

    def __init__(self, *args: Any, version: PlanVersion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        goals: Any = self.fields["goals"]
        goals.queryset = version.goals.all()
