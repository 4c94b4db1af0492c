"""The words of a figure, in each language; its number, state, source and dates are the same in all."""

from modeltranslation.translator import TranslationOptions, register

from cms.claims.models import Claim


@register(Claim)
class ClaimTranslation(TranslationOptions):
    fields = ("statement", "value", "unit", "period", "population", "doubt")
    required_languages = {"en": ("statement", "value")}
