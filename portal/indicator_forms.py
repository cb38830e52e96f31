"""Under which block of the village pages each indicator stands."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from geo.models import Indicator
from plans.models import PriorityArea
from portal.queries.indicators import IndicatorRow


class BlocksForm(forms.Form):
    """One choice for each indicator."""

    def __init__(self, *args: Any, rows: list[IndicatorRow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = rows
        areas = PriorityArea.objects.filter(programme__frames_village_pages=True)
        for row in rows:
            self.fields[f"area-{row.indicator.pk}"] = forms.ModelChoiceField(
                areas,
                label=row.indicator.name,
                required=False,
                initial=row.block,
                empty_label=_("Other figures"),
            )

    def placed(self) -> dict[Indicator, PriorityArea | None]:
        """Give what was chosen."""
        return {row.indicator: self.cleaned_data[f"area-{row.indicator.pk}"] for row in self.rows}
