"""A picture and the words that stand for it."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from route221.forms.business import plain

MOST_BYTES = 15 * 1024 * 1024


class AltForm(forms.Form):
    alt = forms.CharField(
        max_length=200,
        label=_("What the picture shows"),
        help_text=_("Read aloud to those who do not see it, such as: the courtyard with tables."),
    )

    def clean_alt(self) -> str:
        alt = plain(self.cleaned_data["alt"])
        if not alt:
            raise forms.ValidationError(_("Say in a few words what the picture shows."))
        return alt


class PhotoForm(AltForm):
    file = forms.FileField(
        label=_("Picture"),
        help_text=_("JPEG, PNG or WebP, at most 15 MB. Where it was taken is not kept."),
        widget=forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )
    field_order = ("file", "alt")

    def clean_file(self) -> Any:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError(_("The picture is larger than 15 MB."))
        return file
