"""Of themes and pages that exist in several languages: one of each, in the language of the page that shows them."""

from collections.abc import Iterable


def one_of_each(translations: Iterable, locale_id: int) -> list:
    """The translation in this language; where there is none, the one that was there first. By name."""
    chosen: dict = {}
    for thing in sorted(translations, key=lambda thing: (thing.locale_id != locale_id, thing.pk)):
        chosen.setdefault(thing.translation_key, thing)
    return sorted(chosen.values(), key=str)


def spoken(things: Iterable, locale_id: int) -> list:
    """What a page was linked to, in its own language wherever the link leads; pages only while they are live."""
    chosen = list(things)
    strange = [thing.translation_key for thing in chosen if thing.locale_id != locale_id]
    if strange:
        chosen += type(chosen[0])._default_manager.filter(translation_key__in=strange, locale_id=locale_id)
    return one_of_each((thing for thing in chosen if getattr(thing, "live", True)), locale_id)
