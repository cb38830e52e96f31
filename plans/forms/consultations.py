"""A consultation with its document, the answers to it, and the reply to each."""

from typing import Any

import shapely
from django import forms
from django.contrib.gis.geos import GEOSException, GEOSGeometry, MultiPolygon
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from geo.models import Locality
from plans.forms.links import EAST, NORTH, SOUTH, WEST
from plans.forms.voices import ByAnyone
from plans.forms.writing import EditionForm
from plans.models import Consultation, ConsultationAnswer, ConsultationFile
from plans.queries.consulting import DEGREES, outline, touched_by

LARGEST_FILE = 10 * 1024 * 1024
LONGEST_AREA, MOST_CORNERS = 60_000, 2_000
SMALLEST_AREA_M2, LARGEST_AREA_M2 = 1.0, 1e11


class ConsultationForm(EditionForm):
    area = forms.CharField(
        label=_("Area, as GeoJSON"),
        required=False,
        max_length=LONGEST_AREA,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
        help_text=_("Drawn on the map above, or pasted: a Polygon or MultiPolygon in degrees."),
    )
    document_title = forms.CharField(
        label=_("Title of the document"), required=False, max_length=160
    )
    document = forms.FileField(label=_("Document (PDF, at most 10 MB)"), required=False)
    removed = forms.ModelMultipleChoiceField(
        label=_("Documents to take away"),
        required=False,
        queryset=ConsultationFile.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )

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
        chosen["localities"].required = False
        chosen["localities"].help_text = _("Left empty, the villages inside the area are taken.")
        self.order_fields([*self.Meta.fields[:5], "area", *self.Meta.fields[5:]])
        if self.instance.pk:
            self.initial["area"] = outline(self.instance)
        if self.instance.pk and self.instance.files.exists():
            chosen["removed"].queryset = self.instance.files.all()
        else:
            del chosen["removed"]

    def clean_opens_on(self) -> Any:
        given = self.cleaned_data["opens_on"]
        if given <= timezone.localdate():
            raise forms.ValidationError(
                _("Groups are told before it opens: choose tomorrow or a later day.")
            )
        return given

    def clean_area(self) -> MultiPolygon | None:
        """Read the drawn area; anything that is no area is refused in words."""
        text = self.cleaned_data["area"].strip()
        return _area(text) if text else None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        area, places = cleaned.get("area"), cleaned.get("localities")
        if not places and area is not None:
            within = Locality.objects.in_home_municipality().filter(touched_by(area))
            places = cleaned["localities"] = within
        if not places and not self.errors:
            self.add_error("localities", _("Choose a village, or draw an area that holds one."))
        return cleaned

    def save(self, commit: bool = True) -> Consultation:
        """Return the consultation with its area."""
        self.instance.area = self.cleaned_data["area"]
        return super().save(commit)

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


def _area(text: str) -> MultiPolygon:
    wrong = forms.ValidationError(_("That is no area. Draw it on the map, or leave it empty."))
    try:
        read = shapely.from_geojson(text)
        shape = GEOSGeometry(memoryview(shapely.to_wkb(shapely.force_2d(read))), srid=DEGREES)
    except (shapely.errors.GEOSException, GEOSException, ValueError) as error:
        raise wrong from error
    if (
        shape.empty
        or shape.geom_type not in ("Polygon", "MultiPolygon")
        or shape.num_coords > MOST_CORNERS
    ):
        raise wrong
    west, south, east, north = shape.extent
    if not (WEST <= west <= east <= EAST and SOUTH <= south <= north <= NORTH):
        raise wrong
    shape = shape.transform(3006, clone=True).make_valid()
    whole = MultiPolygon(shape, srid=3006) if shape.geom_type == "Polygon" else shape
    if whole.geom_type != "MultiPolygon" or not SMALLEST_AREA_M2 <= whole.area <= LARGEST_AREA_M2:
        raise wrong
    return whole


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
