"""Which words of a page are in another language than the page, and its addresses in the others. Known to every template."""

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from wagtail.models import Page, TranslatableMixin

from cms.models.base import BasePage
from cms.translations import spoken_in_menus
from shop.catalogue.spoken import spoken

register = template.Library()


@register.simple_tag(takes_context=True)
def content_lang(context, of=None, field: str = "") -> SafeString:
    """The `lang` of what staff wrote, where it is another one than the page's.

    `of`: the page or piece whose words they are (of a piece: which of its fields), or the language itself. Left out, they are
    words of the page that is shown.
    """
    spoken = _spoken(context, of, field)
    return mark_safe("" if spoken == get_language() else f' lang="{spoken}"')


def _spoken(context, of, field: str) -> str:
    if isinstance(of, str) and of:
        return of
    if isinstance(of, Page):
        return getattr(of, "spoken", "") or spoken_in_menus(of)
    if isinstance(of, TranslatableMixin):
        return of.locale.language_code
    if of:
        return spoken(of, field)
    page = context.get("page")
    return page.spoken if isinstance(page, BasePage) else settings.LANGUAGE_CODE


@register.inclusion_tag("components/language_note.html", takes_context=True)
def language_note(context, of=None, field: str = ""):
    """Says where the words of a translated page are not translated, or were before the original changed."""
    here = get_language()
    ways = {version.code: version for version in context.get("versions") or ()}
    return {
        "is_needed": _spoken(context, of, field) != here,
        "is_stale": here in ways and ways[here].is_stale,
        "original": ways.get(settings.LANGUAGE_CODE),
    }


@register.simple_tag
def home_url() -> str:
    return reverse("wagtail_serve", args=[""])
