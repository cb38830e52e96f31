"""What is written of a meeting along the road."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from route221.forms.business import plain
from route221.models import RoadMeeting


class MeetingForm(forms.ModelForm):
    class Meta:
        model = RoadMeeting
        fields = ("title", "held_at", "place", "invitation", "minutes")
        widgets = {
            "held_at": forms.DateTimeInput(
                format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}
            ),
            "invitation": forms.Textarea(attrs={"rows": 5, "maxlength": 4000}),
            "minutes": forms.Textarea(attrs={"rows": 8, "maxlength": 20000}),
        }

    def values(self) -> dict[str, Any]:
        """Return clean values, texts without markup."""
        return {
            name: plain(value) if isinstance(value, str) else value
            for name, value in self.cleaned_data.items()
        }


class PointForm(forms.Form):
    text = forms.CharField(max_length=300, label=_("What do you want taken up?"))
    form_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("form_key", uuid.uuid4())

    def clean_text(self) -> str:
        text = plain(self.cleaned_data["text"])
        if not text:
            raise forms.ValidationError(_("Say in a few words what you mean."))
        return text
