"""What of the catalogue is said in each language: a column of its own, English where it is empty. Found by modeltranslation."""

from modeltranslation.translator import TranslationOptions, register

from shop.catalogue.models import Category, Colour, Contribution, Material, Product


@register(Product)
class ProductWords(TranslationOptions):
    fields = ("title", "summary", "description", "technique", "care", "meta_title", "meta_description")
    required_languages = ("en",)


@register(Category)
class CategoryWords(TranslationOptions):
    fields = ("name", "description")
    required_languages = ("en",)


@register([Material, Colour])
class NamedWords(TranslationOptions):
    fields = ("name",)
    required_languages = ("en",)


@register(Contribution)
class ContributionWords(TranslationOptions):
    fields = ("work",)
