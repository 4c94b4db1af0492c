"""Which words of a page are in another language than the page, and its addresses in the others. Known to every template."""

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

register = template.Library()


@register.simple_tag
def content_lang() -> SafeString:
    """The `lang` of what staff wrote, which is in one language; nothing where the page is in that one, too."""
    same = get_language() == settings.LANGUAGE_CODE
    return mark_safe("" if same else f' lang="{settings.LANGUAGE_CODE}"')


@register.inclusion_tag("components/language_note.html")
def language_note():
    """Says where the stories and descriptions of a translated page are not translated."""
    return {"is_needed": get_language() != settings.LANGUAGE_CODE}


@register.simple_tag
def home_url() -> str:
    return reverse("wagtail_serve", args=[""])
