"""A report from anyone, and a reviewer's answer to it."""

import re
import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.traps import check_clock, stamp
from geo.models import Locality
from services.actions.reports import ANSWERS
from services.models import Category, Report, ServicePoint

OWN_PATH = re.compile(r"(/[\w.-]+)+/?")
SALT = "services.report-form"
QUICKEST_S = 3
SLOWEST_S = 24 * 3600


class ReportForm(forms.ModelForm):
    # People leave it empty: they do not see it.
    homepage = forms.CharField(label=_("Leave this empty"), required=False, max_length=200)
    form_key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    opened = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200)

    class Meta:
        model = Report
        fields = ("kind", "locality", "category", "service_point", "about", "text", "email")
        widgets = {
            "about": forms.HiddenInput,
            "text": forms.Textarea(attrs={"rows": 6}),
            "service_point": forms.HiddenInput,
            "email": forms.EmailInput(attrs={"autocomplete": "email"}),
        }
        help_texts = {
            "text": _("What, where, and how you know. Leave out what is private about others."),
            "email": _("We send a link to confirm, and tell you what became of it. Never shown."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("form_key", uuid.uuid4())
        self.initial["opened"] = stamp(SALT)
        self.fields["locality"].queryset = Locality.objects.order_by("name")  # type: ignore[attr-defined]
        self.fields["category"].queryset = Category.objects.filter(  # type: ignore[attr-defined]
            children__isnull=True
        )
        self.fields["service_point"].queryset = ServicePoint.objects.filter(  # type: ignore[attr-defined]
            replaced_by__isnull=True
        )

    def clean_about(self) -> str:
        """Keep only a path of the portal's own."""
        about = str(self.cleaned_data["about"])
        return about if OWN_PATH.fullmatch(about) else ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("homepage"):
            raise forms.ValidationError(_("Please read it through once more, and send it again."))
        check_clock(self, salt=SALT, quickest_s=QUICKEST_S, slowest_s=SLOWEST_S)
        return cleaned


class AnswerForm(forms.Form):
    state = forms.ChoiceField(
        label=_("What became of it"),
        choices=ANSWERS,
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=_("Answer to the sender"), max_length=4_000, widget=forms.Textarea(attrs={"rows": 5})
    )
    read = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
