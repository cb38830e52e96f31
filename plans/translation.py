"""Which texts of plans stand in each content language."""

from modeltranslation.translator import TranslationOptions, register

from plans.models import PriorityArea


@register(PriorityArea)
class PriorityAreaTranslation(TranslationOptions):
    fields = ("name",)
