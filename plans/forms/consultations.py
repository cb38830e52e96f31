"""A consultation with its document, the answers to it, and the reply to each."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from geo.models import Locality
from plans.forms.voices import ByAnyone
from plans.models import Consultation, ConsultationAnswer

LARGEST_FILE = 10 * 1024 * 1024


class ConsultationForm(forms.ModelForm):
    document_title = forms.CharField(
        label=_("Title of the document"), required=False, max_length=160
    )
    document = forms.FileField(label=_("Document (PDF, at most 10 MB)"), required=False)

    class Meta:
        model = Consultation
        fields = (
            "title",
            "kind",
            "text",
            "unit",
            "localities",
            "housing_project",
            "opens_on",
            "closes_on",
            "is_formal",
            "official_url",
        )
        widgets = {
            "text": forms.Textarea(attrs={"rows": 8, "maxlength": 8000}),
            "localities": forms.CheckboxSelectMultiple,
            "opens_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "closes_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields
        chosen["localities"].queryset = Locality.objects.in_home_municipality().order_by("name")

    def clean_document(self) -> Any:
        file = self.cleaned_data["document"]
        if file:
            if file.size > LARGEST_FILE:
                raise forms.ValidationError(_("The document is larger than 10 MB."))
            if file.read(5) != b"%PDF-":
                raise forms.ValidationError(_("The document is not a PDF."))
            file.seek(0)
        return file

    def documents(self) -> list[tuple[str, Any]]:
        """Return the document with its title, or none."""
        file = self.cleaned_data.get("document")
        title = self.cleaned_data.get("document_title") or self.cleaned_data["title"]
        return [(title, file)] if file else []


class PublicAnswerForm(ByAnyone):
    class Meta:
        model = ConsultationAnswer
        fields = ("text", "shown_name", "email")
        widgets = {
            "text": forms.Textarea(attrs={"rows": 6}),
            "email": forms.EmailInput(attrs={"autocomplete": "email"}),
        }
        help_texts = {
            "shown_name": _("Only if you want it shown."),
            "email": _("We send a link to confirm. Never shown."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].required = True


class GroupAnswerForm(forms.Form):
    text = forms.CharField(
        label=_("The group's answer"), max_length=8_000, widget=forms.Textarea(attrs={"rows": 6})
    )


class ReplyForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("What became of it"), choices=ConsultationAnswer.Outcome.choices
    )
    reply = forms.CharField(
        label=_("Reason"), max_length=4_000, widget=forms.Textarea(attrs={"rows": 3})
    )
