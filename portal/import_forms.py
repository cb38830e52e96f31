"""What staff say about a file: which table, whose data, how it is to be read."""

from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from geo.imports.errors import Refused
from geo.imports.options import Options, source_of
from geo.imports.report import reason_of
from geo.imports.tables import ENDINGS
from geo.models import Municipality
from portal.imports import LOCAL_TABLES, TABLES, table_of
from route221.imports.lines import FROM_WHERE, NOWHERE, links_as_file
from services.models import Category, Completeness

MB = 1_000_000
ACCEPTED = ".csv,.txt,.tsv,.xlsx,.geojson,.json,.gpkg,.gpx,.pbf,.osm"
ROAD = "routes"
# Refusals that speak of the place a road begins at.
PLACES = {FROM_WHERE, NOWHERE}


class ImportForm(forms.Form):
    """A file and what is known of it."""

    table = forms.ChoiceField(label=_("What the file holds"))
    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV, Excel (.xlsx), GeoJSON, GeoPackage, GPX or OpenStreetMap (.pbf)."),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        max_length=150,
    )
    number = forms.CharField(
        label=_("Road number"),
        required=False,
        max_length=10,
        help_text=_(
            "Without a file the imported road links with this number are put together to one line."
        ),
    )
    begins_at = forms.CharField(
        label=_("The road begins at"),
        required=False,
        max_length=100,
        help_text=_("A locality. Empty: as it runs today; a new road needs one."),
        widget=forms.TextInput(attrs={"list": "localities-known"}),
    )
    is_schematic = forms.BooleanField(
        label=_("The line is only schematic: not the road itself"), required=False
    )
    publisher = forms.CharField(
        label=_("Whose data it is"),
        help_text=_("For example SCB, Trafikverket or the association's name."),
        max_length=200,
    )
    valid_on = forms.DateField(
        label=_("As of"),
        required=False,
        help_text=_("The day the list speaks of; its offers count as confirmed then."),
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    completeness = forms.ChoiceField(
        label=_("How complete it is"),
        required=False,
        help_text=_(
            "Only for service places. What you say here decides whether a missing service is a "
            "gap or merely not known."
        ),
    )
    leaves_out = forms.CharField(
        label=_("What it leaves out"),
        required=False,
        max_length=300,
    )
    category = forms.ChoiceField(
        label=_("Category of all rows"),
        required=False,
        help_text=_("Where no column says it."),
    )
    licence = forms.CharField(
        label=_("Licence"),
        required=False,
        max_length=100,
        help_text=_(
            "For example CC0-1.0. Empty: no clear licence; then the rows are not given "
            "away in bulk."
        ),
    )
    source = forms.CharField(
        label=_("Source"),
        required=False,
        max_length=60,
        help_text=_(
            "The same name next time replaces what this source said. Empty: the file's name "
            "without its year."
        ),
    )
    crs = forms.CharField(
        label=_("Coordinate system"),
        required=False,
        max_length=40,
        help_text=_("Where the file does not tell, for example EPSG:3006."),
    )
    year = forms.IntegerField(
        label=_("Year"),
        required=False,
        min_value=1700,
        max_value=2200,
        help_text=_("Of the residents, where no column says it."),
    )
    any_area = forms.BooleanField(label=_("Take places outside Sweden, too"), required=False)
    prefer_file = forms.BooleanField(
        label=_("Let the file win over what was corrected by hand"), required=False
    )

    def __init__(self, *args: Any, within: frozenset[int] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.within = within
        if self.data.get("table") == ROAD and self.data.get("number") and not self.files:
            # The imported links of the number are the file, and tell whose they are.
            self.fields["file"].required = self.fields["publisher"].required = False
        # Whose role covers one municipality replaces nothing that others rest on.
        self.fields["table"].choices = [  # type: ignore[attr-defined]
            (slug, gettext(table.title))
            for slug, table in TABLES.items()
            if within is None or slug in LOCAL_TABLES
        ]
        levels = [(value, str(label).capitalize()) for value, label in Completeness.Level.choices]
        self.fields["completeness"].choices = [  # type: ignore[attr-defined]
            ("", _("Partial where nothing was known; else as declared")),
            *levels,
            ("as-declared", _("Leave it as declared")),
        ]
        leaves = Category.objects.filter(children__isnull=True)
        self.fields["category"].choices = [  # type: ignore[attr-defined]
            ("", "–"),
            *((one.slug, str(one.name).capitalize()) for one in leaves),
        ]

    def clean_file(self) -> UploadedFile | None:
        """Bound what is taken, and see that its name ends as a table's does."""
        file: UploadedFile | None = self.cleaned_data["file"]
        if file is None:
            return None
        if (file.size or 0) > settings.IMPORT_MOST_MB * MB:
            raise forms.ValidationError(
                _("The file is larger than %(most)s MB. Use the command line for it."),
                params={"most": settings.IMPORT_MOST_MB},
            )
        if Path(file.name or "").suffix.lower() not in ENDINGS:
            raise forms.ValidationError(_("The file's name ends in none of the known endings."))
        return file

    def clean(self) -> dict[str, Any]:
        """Let a road's number alone stand for its imported links."""
        said = super().clean() or self.cleaned_data
        if not self.fields["file"].required and not self.errors:
            self._take_links(said)
        return said

    def _take_links(self, said: dict[str, Any]) -> None:
        """Make the imported links of a road's number the file, with what is known of them."""
        try:
            links = links_as_file(number=said["number"], begins_at=said["begins_at"])
        except Refused as error:
            words = reason_of(error.message, error.params)
            self.add_error("begins_at" if error.message in PLACES else "number", words)
            return
        name = f"vag-{slugify(said['number'])}.geojson"
        said["file"] = SimpleUploadedFile(name, links.content)
        said["title"] = links.title
        said["publisher"] = said["publisher"] or links.publisher
        said["licence"] = said["licence"] or links.licence

    @property
    def source_name(self) -> str:
        """The source, as said or by the file's name.

        A list of one municipality never stands for another's of the same name.
        """
        said = slugify(self.cleaned_data["source"])
        name = Path(self.cleaned_data["file"].name)
        found = said or source_of(name, self.cleaned_data["table"])
        return found if self.within is None else f"{found}-{self._own_municipality()}"

    def options(self) -> Options:
        """Gather what was said."""
        said = self.cleaned_data
        more = {name: said[name] for name in ("completeness", "leaves_out", "category")}
        more["source"] = slugify(said["source"])
        if said["table"] == ROAD:
            more |= {name: said[name] for name in ("number", "begins_at", "is_schematic")}
        if self.within is not None:
            more |= {"within": sorted(self.within), "municipality": self._own_municipality()}
        day = said["valid_on"]
        return Options(
            name=Path(said["file"].name).name,
            crs=said["crs"],
            area="any" if said["any_area"] else "",
            prefer_file=said["prefer_file"],
            year=said["year"],
            title=said.get("title", ""),
            publisher=said["publisher"],
            licence=said["licence"],
            valid_on=day.isoformat() if day else "",
            more={name: value for name, value in more.items() if value},
        )

    def _own_municipality(self) -> str:
        """Name the municipality whose register is declared: the portal's own, else the first."""
        covered = Municipality.objects.filter(pk__in=self.within or ())
        codes = sorted(covered.values_list("code", flat=True))
        return settings.HOME_MUNICIPALITY if settings.HOME_MUNICIPALITY in codes else codes[0]


class ColumnsForm(forms.Form):
    """Which column of the file is which field; remembered for the next file with its header."""

    def __init__(self, *args: Any, table: str, header: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.header = header
        choices = [("", "–"), *((name, name) for name in header if name)]
        for column in table_of(table).every_column():
            self.fields[column.name] = forms.ChoiceField(
                label=gettext(column.title).capitalize(), choices=choices, required=False
            )
