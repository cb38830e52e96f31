"""A comment, or the wish to follow: from anyone, with an address that is confirmed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.traps import check_clock, stamp
from plans.models import Comment, Follower, PlanVersion

SALT = "plans.voices-form"
QUICKEST_S, SLOWEST_S = 2, 24 * 3600


class ByAnyone(forms.ModelForm):
    """Holds the traps for robots: a field people do not see, and a clock."""

    homepage = forms.CharField(label=_("Leave this empty"), required=False, max_length=200)
    opened = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["opened"] = stamp(SALT)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("homepage"):
            raise forms.ValidationError(_("Please read it through once more, and send it again."))
        check_clock(self, salt=SALT, quickest_s=QUICKEST_S, slowest_s=SLOWEST_S)
        return cleaned


class CommentForm(ByAnyone):
    class Meta:
        model = Comment
        fields = ("goal", "text", "shown_name", "email")
        labels = {"goal": _("About which goal")}
        help_texts = {
            "shown_name": _("Only if you want it shown. Without it the comment stands nameless."),
            "email": _("We send a link to confirm. Never shown."),
        }
        widgets = {
            "text": forms.Textarea(attrs={"rows": 5}),
            "email": forms.EmailInput(attrs={"autocomplete": "email"}),
        }

    def __init__(self, *args: Any, version: PlanVersion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        goal: Any = self.fields["goal"]
        goal.queryset = version.goals.all()
        goal.empty_label = _("the whole plan")


class FollowForm(ByAnyone):
    class Meta:
        model = Follower
        fields = ("email",)
        help_texts = {"email": _("We write when something happens, and never show it.")}
        widgets = {"email": forms.EmailInput(attrs={"autocomplete": "email"})}


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label=_("Answer, shown to everyone"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
