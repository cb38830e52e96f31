"""Which texts of the road stand in each content language."""

import simple_history
from modeltranslation.translator import TranslationOptions, register

from route221.models import (
    Attraction,
    Business,
    Photo,
    ReasonText,
    RoadEvent,
    Route,
    Theme,
    Tour,
)


@register(Route)
class RouteTranslation(TranslationOptions):
    fields = ("name", "tagline", "description")


@register(Business)
class BusinessTranslation(TranslationOptions):
    fields = ("summary", "description")


@register(Photo)
class PhotoTranslation(TranslationOptions):
    fields = ("alt",)


@register(Attraction)
class AttractionTranslation(TranslationOptions):
    fields = ("summary", "description")


@register(Theme)
class ThemeTranslation(TranslationOptions):
    fields = ("name", "summary")


@register(Tour)
class TourTranslation(TranslationOptions):
    fields = ("name", "summary")


@register(RoadEvent)
class RoadEventTranslation(TranslationOptions):
    fields = ("name", "summary")


@register(ReasonText)
class ReasonTextTranslation(TranslationOptions):
    fields = ("title", "text")


# After the translation, or history would miss the fields of each language.
simple_history.register(Route, app="route221")
simple_history.register(Business, app="route221")
simple_history.register(Attraction, app="route221")
