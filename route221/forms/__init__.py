"""What a business writes about itself, step by step."""

from route221.forms.business import AboutForm, BeginForm, GoodToKnowForm, LanguagesForm, PlaceForm
from route221.forms.hours import HoursForm

# The steps in their order: the name in the address, and the form.
STEPS = {
    "om": AboutForm,
    "plats": PlaceForm,
    "tider": HoursForm,
    "bra-att-veta": GoodToKnowForm,
    "sprak": LanguagesForm,
}

__all__ = ["STEPS", "BeginForm", "HoursForm", "PlaceForm"]
