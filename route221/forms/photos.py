"""A picture and the words that stand for it, in Swedish and in whichever other language."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from route221.forms.business import plain
from route221.models import Photo

MOST_BYTES = 15 * 1024 * 1024


class AltForm(forms.Form):
    alt_sv = forms.CharField(
        max_length=200,
        label=_("What the picture shows, in Swedish"),
        help_text=_("Read aloud to those who do not see it, such as: the courtyard with tables."),
    )
    alt_en = forms.CharField(max_length=200, required=False, label=_("In English"))
    alt_de = forms.CharField(max_length=200, required=False, label=_("In German"))

    @classmethod
    def of(cls, photo: Photo) -> "AltForm":
        """Make the form of one picture among several on a page."""
        names = list(cls.base_fields)
        initial = {name: getattr(photo, name) or "" for name in names}
        return cls(initial=initial, auto_id=f"id_{photo.pk}_%s")

    def clean(self) -> dict[str, Any]:
        """Take markup out of the words; Swedish ones must remain."""
        cleaned = super().clean() or {}
        plainly = {
            name: plain(value) if isinstance(value, str) else value
            for name, value in cleaned.items()
        }
        if "alt_sv" in plainly and not plainly["alt_sv"]:
            self.add_error("alt_sv", _("Say in a few words what the picture shows."))
        return plainly

    def words(self) -> dict[str, str]:
        """Return the words by field."""
        return {name: self.cleaned_data[name] for name in ("alt_sv", "alt_en", "alt_de")}


class PhotoForm(AltForm):
    file = forms.FileField(
        label=_("Picture"),
        help_text=_("JPEG, PNG or WebP, at most 15 MB. Where it was taken is not kept."),
        widget=forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )
    field_order = ("file", "alt_sv", "alt_en", "alt_de")

    def clean_file(self) -> Any:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError(_("The picture is larger than 15 MB."))
        return file
