"""What a programme designates a village or a service place as, and where that is decided."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from geo.models import Locality
from plans.models import DesignatedPlace
from services.models import ServicePoint


class DesignationForm(forms.ModelForm):
    class Meta:
        model = DesignatedPlace
        fields = ("programme", "kind", "locality", "service_point", "source", "as_of")
        labels = {
            "programme": _("By which programme"),
            "kind": _("Designated as"),
            "locality": _("A village"),
            "service_point": _("or a service place"),
            "source": _("Where it is decided"),
            "as_of": _("On which day, or in which year"),
        }
        help_texts = {
            "source": _("The decision or the page of the programme, so that anyone can look it up.")
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields
        chosen["programme"].empty_label = None
        chosen["locality"].queryset = Locality.objects.in_home_municipality().order_by("name")
        chosen["service_point"].queryset = ServicePoint.objects.filter(
            replaced_by__isnull=True
        ).order_by("name")
        for name in ("source", "as_of"):
            chosen[name].required = True

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and bool(cleaned.get("locality")) == bool(cleaned.get("service_point")):
            self.add_error("locality", _("Choose a village or a service place, not both."))
        return cleaned
