from wagtail import hooks
from wagtail.snippets.models import register_snippet

from cms.claims import notes
from cms.claims.summary import FiguresToLookAt, MilestonesOverdue
from cms.claims.viewsets import ClaimViewSet
from cms.editor_notes import note_maker

register_snippet(ClaimViewSet)
note_maker(notes.notes_of)


@hooks.register("construct_homepage_summary_items")
def what_needs_a_look(request, items):
    items += [FiguresToLookAt(request), MilestonesOverdue(request)]
