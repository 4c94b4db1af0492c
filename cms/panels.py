"""What the editor of a page shows besides its fields."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from wagtail.admin.auth import user_has_any_page_permission, user_passes_test
from wagtail.admin.panels import Panel
from wagtail.models import Page

from cms.editor_notes import notes


class NotesPanel(Panel):
    """What could be better in the draft, as of when it was last saved: `editor-notes.js` fetches it again after each saving."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "wagtailadmin/panels/notes.html"

        def is_shown(self):
            return super().is_shown() and self.instance.pk is not None

        def get_context_data(self, parent_context=None):
            context = super().get_context_data(parent_context)
            address = reverse("editor_notes", args=[self.instance.pk])
            return {**context, "notes": notes(self.instance), "address": address}


@user_passes_test(user_has_any_page_permission)
def notes_of_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """The notes alone, of the newest draft, for those who may edit it."""
    page = get_object_or_404(Page, pk=pk)
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    return render(
        request, "wagtailadmin/panels/notes_list.html", {"notes": notes(page.get_latest_revision_as_object())}
    )
