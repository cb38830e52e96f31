"""What reviewers write: ready reasons and watched villages."""

from django import forms

from route221.models import ReasonText, Watch


class ReasonForm(forms.ModelForm):
    class Meta:
        model = ReasonText
        fields = ("verb", "title_sv", "text_sv", "title_en", "text_en", "title_de", "text_de")
        widgets = {
            f"text_{code}": forms.Textarea(attrs={"rows": 3, "maxlength": 2000})
            for code in ("sv", "en", "de")
        }

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for name in ("title_sv", "text_sv"):
            self.fields[name].required = True


class WatchForm(forms.ModelForm):
    class Meta:
        model = Watch
        fields = ("locality", "radius_km")
