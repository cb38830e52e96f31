"""When a business is open: the week, by arrangement, when the sign is out."""

from typing import Any

from route221.forms.business import Step
from route221.models import Business
from services.forms.week import WeekFields

WRITTEN = ("opening_hours", "by_arrangement", "when_sign_is_out")


class HoursForm(Step, WeekFields):
    class Meta:
        model = Business
        fields = ("by_arrangement", "when_sign_is_out")

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
        """Return the hours as one text, and the two ticks."""
        return {
            name: self.cleaned_data[name]
            for name, before in self.before.items()
            if before != self.cleaned_data[name]
        }
