"""When a business is open: the week, by arrangement, when the sign is out."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from route221.forms.business import Step
from route221.models import Business
from services.forms.week import WeekFields

WRITTEN = ("opening_hours", "by_arrangement", "when_sign_is_out", "season")


class HoursForm(Step, WeekFields):
    class Meta:
        model = Business
        fields = ("by_arrangement", "when_sign_is_out", "season")
        labels = {"season": _("The season in your own words")}
        help_texts = {"season": _("Such as: May to September, in winter for groups.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Validation writes into the instance; what stood before is compared with afterwards.
        self.before = {name: getattr(self.instance, name) for name in WRITTEN}
        self.show_week(self.instance.opening_hours)

    def clean(self) -> dict[str, Any]:
        """Add the week as one text."""
        cleaned = super().clean()
        cleaned["opening_hours"] = self.written_week(cleaned)
        return cleaned

    def changes(self) -> dict[str, Any]:
        """Return the hours as one text, the two ticks, and the season in words."""
        return {
            name: self.cleaned_data[name]
            for name, before in self.before.items()
            if before != self.cleaned_data[name]
        }
