"""How to pack is said in each language; the label speaks English, which every customs office reads. Found by modeltranslation."""

from modeltranslation.translator import TranslationOptions, register

from shop.customs.models import KindOfGoods


@register(KindOfGoods)
class KindOfGoodsWords(TranslationOptions):
    fields = ("recipe",)
