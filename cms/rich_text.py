"""The editor of running text: what it is sent becomes what its features allow, whatever was sent.

Wagtail's own expects what its script makes of a text and knows no answer to anything else; something that was pasted or posted
past that script is cleaned here the same way, and its words are kept.
"""

import json
from html import escape

from bs4 import BeautifulSoup
from django.utils.html import strip_tags
from wagtail.admin.rich_text import DraftailRichTextArea

NO_WORDS = ("script", "style", "template", "noscript", "head", "title")


class CleaningTextArea(DraftailRichTextArea):
    def value_from_datadict(self, data, files, name):
        sent = str(data.get(name, ""))
        try:
            made = super().value_from_datadict(data, files, name)
        except Exception:  # of whatever kind the converter falls over something it was not made for
            return self._cleaned(sent)
        lost_words = made == "" and strip_tags(_html(sent)).strip()
        return self._cleaned(sent) if lost_words else made

    def _cleaned(self, sent: str) -> str:
        return self.converter.to_database_format(self.converter.from_database_format(_html(sent)))


def _html(sent: str) -> str:
    """The words of a text that the converter did not know what to do with."""
    try:
        known = json.loads(sent)
    except (ValueError, RecursionError):
        known = None
    if isinstance(known, dict):
        parts = known.get("blocks")
        parts = parts if isinstance(parts, list) else []
        texts = [str(part.get("text", "")) for part in parts if isinstance(part, dict)]
        return "".join(f"<p>{escape(text)}</p>" for text in texts)
    soup = BeautifulSoup(sent, "html.parser")
    for element in soup(NO_WORDS):
        element.decompose()
    return str(soup) if soup.find() else f"<p>{escape(soup.get_text())}</p>"
