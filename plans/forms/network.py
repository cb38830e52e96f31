"""Statements, meetings and what stands on their agenda."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from plans.forms.writing import EditionForm
from plans.models import (
    AgendaPoint,
    Goal,
    Meeting,
    NetworkChoice,
    Statement,
    VillageGroup,
    WorkingGroupSeat,
)

MOMENT = "%Y-%m-%dT%H:%M"


class StatementForm(forms.ModelForm):
    class Meta:
        model = Statement
        fields = ("group", "title", "we_want", "we_do", "we_ask", "goal")
        widgets = {
            name: forms.Textarea(attrs={"rows": 4, "maxlength": 2000})
            for name in ("we_want", "we_do", "we_ask")
        }
        labels = {"goal": _("The goal it is about")}

    def __init__(self, *args: Any, groups: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields
        chosen["group"].queryset = groups
        chosen["group"].empty_label = None
        chosen["goal"].queryset = Goal.objects.filter(
            version__plan__group__in=groups, version__status__in=["draft", "adopted"]
        ).select_related("version__plan__group")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        goal, group = cleaned.get("goal"), cleaned.get("group")
        if goal and group and goal.version.plan.group_id != group.pk:
            self.add_error("goal", _("This goal is another group's."))
        return cleaned


class ReceiptForm(forms.Form):
    owner = forms.CharField(label=_("Which unit answers"), max_length=120)
    reply_by = forms.DateField(
        label=_("Reply by"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def clean_reply_by(self) -> Any:
        given = self.cleaned_data["reply_by"]
        if given < timezone.localdate():
            raise forms.ValidationError(_("The date has passed already."))
        return given


class StatementAnswerForm(forms.Form):
    answer = forms.CharField(
        label=_("Answer, shown to everyone"),
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class MeetingForm(EditionForm):
    class Meta:
        model = Meeting
        fields: tuple[str, ...] = (
            "kind",
            "starts_at",
            "ends_at",
            "place",
            "is_cancelled",
            "minutes",
        )
        labels = {"is_cancelled": _("The meeting is called off")}
        widgets = {
            "starts_at": forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT),
            "ends_at": forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT),
            "minutes": forms.Textarea(attrs={"rows": 10, "maxlength": 20000}),
        }


class NewMeetingForm(MeetingForm):
    class Meta(MeetingForm.Meta):
        fields = ("host", "kind", "starts_at", "ends_at", "place")

    def __init__(self, *args: Any, groups: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        host: Any = self.fields["host"]
        host.queryset = groups
        host.empty_label = None


class AgendaForm(forms.ModelForm):
    class Meta:
        model = AgendaPoint
        fields = ("title", "text", "invited_unit", "goal", "statement")
        widgets = {"text": forms.Textarea(attrs={"rows": 3, "maxlength": 2000})}
        labels = {"goal": _("from a plan: a goal"), "statement": _("from a statement")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields
        chosen["goal"].queryset = Goal.objects.filter(
            version__status__in=["draft", "adopted"]
        ).select_related("version__plan__group")
        chosen["statement"].queryset = Statement.objects.filter(answered_on__isnull=True)


class ProposalForm(forms.Form):
    """To which coming meeting a conflict is proposed, and what is to be talked about."""

    meeting = forms.ModelChoiceField(
        label=_("To which meeting"), queryset=Meeting.objects.none(), empty_label=None
    )
    text = forms.CharField(
        label=_("What you want to talk about"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        meeting: Any = self.fields["meeting"]
        meeting.queryset = coming_meetings()


def coming_meetings() -> Any:
    """Return the meetings that are still to come, the next first."""
    coming = Meeting.objects.filter(starts_at__gte=timezone.now(), is_cancelled=False)
    return coming.select_related("host").order_by("starts_at")


class NetworkChoiceForm(EditionForm):
    """What the working group has chosen, why, and when it looks at it again."""

    class Meta:
        model = NetworkChoice
        fields = ("what", "why", "chosen_on", "next_check_on", "came_of_it")
        widgets = {
            "why": forms.Textarea(attrs={"rows": 4, "maxlength": 2000}),
            "came_of_it": forms.Textarea(attrs={"rows": 4, "maxlength": 2000}),
            "chosen_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "next_check_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        help_texts = {
            "what": _("Name units and groups; persons only by their consent."),
            "came_of_it": _("To be filled in when you look at it again."),
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        chosen, check = cleaned.get("chosen_on"), cleaned.get("next_check_on")
        if chosen and check and check <= chosen:
            self.add_error("next_check_on", _("The next check-in comes after the choice."))
        return cleaned


class SeatForm(EditionForm):
    """From where a seat of the working group is filled: a function, never a person."""

    class Meta:
        model = WorkingGroupSeat
        fields = ("kind", "held_by", "group", "contact", "since", "until")
        labels = {
            "kind": _("Which seat"),
            "held_by": _("Filled from"),
            "group": _("For the villages: which group"),
            "contact": _("Function address"),
            "since": _("Since"),
            "until": _("Until, when it has been left"),
        }
        help_texts = {
            "held_by": _("A unit, committee or group by its name; never a person."),
            "contact": _("An address of the office or the group, not of a person."),
        }
        widgets = {
            name: forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
            for name in ("since", "until")
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("group") and cleaned.get("kind") != WorkingGroupSeat.Kind.VILLAGE:
            self.add_error("group", _("Only the villages' seat is filled by a village group."))
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _("A seat ends after it begins."))
        return cleaned


def hosts(user: Any, is_officer: bool) -> Any:
    """Return the groups a user may speak for; an officer calls meetings for any."""
    groups = VillageGroup.objects.order_by("name")
    return groups if is_officer else groups.filter(members=user)
