"""What of the site's own records is said in each language."""

from modeltranslation.translator import TranslationOptions, register

from cms.models import CommunityName


@register(CommunityName)
class CommunityNameTranslation(TranslationOptions):
    fields = ("name",)
