"""A page of the demo in another language, as staff make it: its sentences beside those of the original, each with its own."""

from collections import defaultdict

from modelsearch import index
from wagtail.models import Locale
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource
from wagtail_localize.segments.extract import extract_segments
from wagtail_localize.segments.types import StringSegmentValue

from cms.demo import blocks
from cms.demo.manuscript import Manuscript
from cms.models.base import BasePage


class NotSideBySide(Exception):
    """A translation has other blocks than its original."""


def translate(page: BasePage, text: Manuscript, locale: Locale) -> BasePage:
    """The page in this language, published."""
    source, _ = TranslationSource.get_or_create_from_instance(page)
    translation = Translation.objects.create(source=source, target_locale=locale)
    _write(source, text, locale)
    # Published here and not when the transaction ends: what comes next builds on it.
    translation.save_target(publish=False)
    made = translation.get_target_instance()
    made.get_latest_revision().publish()
    made.refresh_from_db()
    index.insert_or_update_object(made)
    return made


def _write(source: TranslationSource, text: Manuscript, locale: Locale) -> None:
    """Lay the sentences of the manuscript beside those of the page. A field that it leaves out stays as it is."""
    theirs = source.as_instance()
    blocks.fill(theirs, text)
    said = defaultdict(list)
    for part in extract_segments(theirs):
        if isinstance(part, StringSegmentValue):
            said[part.path].append(part.string.data)
    ours = defaultdict(list)
    for segment in StringSegment.objects.filter(source=source).select_related("context", "string").order_by("order"):
        ours[segment.context.path].append(segment)
    rows = []
    for path, segments in ours.items():
        sentences = said.get(path, [])
        if len(sentences) != len(segments):
            raise NotSideBySide(f"{text.slug} ({locale.language_code}), {path}: {len(sentences)} of {len(segments)}")
        rows += [
            StringTranslation(translation_of=segment.string, context=segment.context, locale=locale, data=sentence)
            for segment, sentence in zip(segments, sentences, strict=True)
            if sentence != segment.string.data or text.head.get("title") == sentence
        ]
    StringTranslation.objects.bulk_create(rows, ignore_conflicts=True)
