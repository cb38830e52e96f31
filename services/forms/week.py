"""The hours editor: a week, a season and special days, written as OSM opening_hours."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.dates import MONTHS as MONTH_NAMES
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from services.week import DAYS, MONTHS, SpecialDay, Week, is_understood, read, write

SEASON = [("", "–"), *((code, MONTH_NAMES[n + 1]) for n, code in enumerate(MONTHS))]

SPECIAL_DAYS = 4
LONGEST_SPECIAL = timedelta(days=366)
LONGEST = 500


def _time(label: Any) -> forms.TimeField:
    return forms.TimeField(
        required=False,
        label=label,
        input_formats=["%H:%M", "%H.%M", "%H"],
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
    )


def _date(label: Any) -> forms.DateField:
    return forms.DateField(
        required=False,
        label=label,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )


class WeekFields(forms.Form):
    """The fields of a week; for a form that keeps ``opening_hours`` as one text."""

    season_from = forms.ChoiceField(choices=SEASON, required=False, label=_("Season from"))
    season_to = forms.ChoiceField(choices=SEASON, required=False, label=_("Season until"))
    always = forms.BooleanField(required=False, label=_("Round the clock, self-service"))
    on_holidays = forms.BooleanField(required=False, label=_("Closed on public holidays"))
    on_eves = forms.BooleanField(
        required=False, label=_("Closed on Midsummer's, Christmas and New Year's Eve")
    )
    own_words = forms.CharField(
        required=False,
        max_length=500,
        label=_("Other hours, as OpenStreetMap writes them"),
        help_text=_("Only if the week above is not enough. Replaces it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, day in enumerate(DAYS):
            self.fields[f"{day}_from"] = _time(_("%s from") % WEEKDAYS[number])
            self.fields[f"{day}_to"] = _time(_("until"))
        for number in range(SPECIAL_DAYS):
            self.fields[f"special{number}_first"] = _date(_("Day"))
            self.fields[f"special{number}_last"] = _date(_("to and including"))
            self.fields[f"special{number}_from"] = _time(_("from"))
            self.fields[f"special{number}_to"] = _time(_("until"))

    def show_week(self, text: str) -> None:
        """Fill in the fields from what is kept; what they cannot show goes into own words."""
        week = read(text) if text else Week()
        if week is None:
            self.initial["own_words"] = text
            return
        self.initial |= {
            "always": week.always,
            "on_holidays": week.closed_on_holidays,
            "on_eves": week.closed_on_eves,
        }
        if week.season:
            self.initial["season_from"], self.initial["season_to"] = week.season
        for day, hours in week.hours.items():
            self.initial[f"{day}_from"], self.initial[f"{day}_to"] = hours.split("-")
        today = timezone.localdate()
        coming = [one for one in week.special if (one.last or one.first) >= today]
        for number, one in enumerate(coming[:SPECIAL_DAYS]):
            self.initial |= {
                f"special{number}_first": one.first,
                f"special{number}_last": one.last,
                f"special{number}_from": one.hours.split("-")[0],
                f"special{number}_to": one.hours.split("-")[-1],
            }

    @property
    def days(self) -> list[tuple[Any, forms.BoundField, forms.BoundField]]:
        """The week as rows of a table: name, from, until."""
        return [
            (WEEKDAYS[number], self[f"{day}_from"], self[f"{day}_to"])
            for number, day in enumerate(DAYS)
        ]

    @property
    def special_rows(self) -> list[dict[str, Any]]:
        """The special days, each with its four fields."""
        parts = ("first", "last", "from", "to")
        return [
            {
                "legend": _("Special day %s") % (number + 1),
                "fields": [self[f"special{number}_{part}"] for part in parts],
            }
            for number in range(SPECIAL_DAYS)
        ]

    @property
    def has_special_days(self) -> bool:
        return any(field.value() for row in self.special_rows for field in row["fields"])

    def _special_days(self, cleaned: dict[str, Any]) -> tuple[SpecialDay, ...]:
        found = []
        for number in range(SPECIAL_DAYS):
            first, last, start, end = (
                cleaned.get(f"special{number}_{part}") for part in ("first", "last", "from", "to")
            )
            if first is None:
                if last or start or end:
                    self.add_error(f"special{number}_first", _("Which day?"))
                continue
            if (start is None) != (end is None):
                self.add_error(f"special{number}_from", _("Give both times, or neither."))
                continue
            if last and not timedelta(0) <= last - first <= LONGEST_SPECIAL:
                self.add_error(
                    f"special{number}_last", _("The last day must come after the first.")
                )
                continue
            hours = f"{start:%H:%M}-{end:%H:%M}" if start is not None else ""
            found.append(SpecialDay(first, last if last != first else None, hours))
        return tuple(found)

    def written_week(self, cleaned: dict[str, Any]) -> str:
        """Write the week as one text, and see that it can be read."""
        hours = {}
        for day in DAYS:
            start, end = cleaned.get(f"{day}_from"), cleaned.get(f"{day}_to")
            if (start is None) != (end is None):
                self.add_error(f"{day}_from", _("Give both times, or neither."))
            elif start is not None:
                hours[day] = f"{start:%H:%M}-{end:%H:%M}"
        months = (cleaned.get("season_from"), cleaned.get("season_to"))
        if bool(months[0]) != bool(months[1]):
            self.add_error("season_from", _("Give both months, or neither."))
        week = Week(
            hours,
            months if all(months) else None,  # type: ignore[arg-type]
            bool(cleaned.get("on_holidays")),
            bool(cleaned.get("on_eves")),
            bool(cleaned.get("always")),
            self._special_days(cleaned),
        )
        text = cleaned.get("own_words") or write(week)
        if text and not is_understood(text):
            self.add_error("own_words", _("The hours cannot be understood. Look at the example."))
        if len(text) > LONGEST:
            self.add_error("own_words", _("That is more than can be kept. Use fewer special days."))
        return text
