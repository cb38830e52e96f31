"""What a business writes about itself, step by step."""

from route221.forms.business import BeginForm, PlaceForm
from route221.forms.hours import HoursForm
from route221.forms.steps import ORDER, STEPS, place_of_step

__all__ = ["ORDER", "STEPS", "BeginForm", "HoursForm", "PlaceForm", "place_of_step"]
