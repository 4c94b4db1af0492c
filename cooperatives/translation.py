"""What of the makers is said in each language: a column of its own, English where it is empty. Found by modeltranslation."""

from modeltranslation.translator import TranslationOptions, register

from cooperatives.models import Artisan, Cooperative


@register(Cooperative)
class CooperativeWords(TranslationOptions):
    fields = ("summary",)


@register(Artisan)
class ArtisanWords(TranslationOptions):
    fields = ("craft",)
