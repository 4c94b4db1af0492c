"""Under which headings an author finds the blocks."""

from django.utils.translation import gettext_lazy as _

WORDS = _("Words")
PICTURES = _("Pictures")
SOUND_AND_FILM = _("Sound and film")
FACTS = _("Facts and order")
MAKERS = _("Makers and pieces")
