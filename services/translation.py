"""Which texts of services stand in each content language."""

import simple_history
from modeltranslation.translator import TranslationOptions, register

from services.models import Category, Standard


@register(Category)
class CategoryTranslation(TranslationOptions):
    fields = ("name", "plural")


@register(Standard)
class StandardTranslation(TranslationOptions):
    fields = ("name", "origin")


# After the translation, or history would miss the fields of each language.
simple_history.register(Standard, app="services")
