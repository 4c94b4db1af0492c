from wagtail.snippets.models import register_snippet

from cms.claims import notes
from cms.claims.viewsets import ClaimViewSet
from cms.editor_notes import note_maker

register_snippet(ClaimViewSet)
note_maker(notes.notes_of)
