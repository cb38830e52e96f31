"""The steps of a registration in their order, with the form of each that has one."""

from typing import Any

from route221.forms.business import AboutForm, GoodToKnowForm, LanguagesForm, PlaceForm
from route221.forms.hours import HoursForm

STEPS = {
    "om": AboutForm,
    "plats": PlaceForm,
    "tider": HoursForm,
    "bra-att-veta": GoodToKnowForm,
    "sprak": LanguagesForm,
}
# The pictures are a step with a page of its own.
ORDER = ("om", "plats", "tider", "bra-att-veta", "bilder", "sprak")


def place_of_step(step: str) -> dict[str, Any]:
    """Say which step it is of how many, sending included, and what follows."""
    number = ORDER.index(step) + 1
    return {
        "step": step,
        "number": number,
        "count": len(ORDER) + 1,
        "steps": ORDER,
        "before": ORDER[number - 2] if number > 1 else "",
        "following": ORDER[number] if number < len(ORDER) else "",
    }
