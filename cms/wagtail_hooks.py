from django.contrib import messages
from django.templatetags.static import static
from django.urls import path
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.userbar import ContentCheckerItem

from cms import naming, trees
from cms.accessibility import ContentChecks
from cms.consent.admin import before_publishing
from cms.consent.places import TAKEN_DOWN
from cms.consent.scheduled import ACTION as KEPT_BACK
from cms.editor_notes import note_maker
from cms.listings import ContentGroup
from cms.panels import notes_of_draft
from cms.translations import dated, warning_of
from cms.viewsets import claim_chooser, cooperative_chooser, person_chooser, product_chooser

NAMES = {"explorer": _("All pages"), "images": _("Pictures"), "documents": _("Films and sound")}

note_maker(naming.notes_of)


@hooks.register("register_admin_viewset")
def choosers():
    return [product_chooser, cooperative_chooser, claim_chooser, person_chooser]


@hooks.register("register_admin_urls")
def editor_urls():
    return [path("pages/<int:pk>/notes/", notes_of_draft, name="editor_notes")]


@hooks.register("insert_global_admin_css")
def editor_css():
    return format_html('<link rel="stylesheet" href="{}">', static("cms/admin/editor.css"))


@hooks.register("insert_editor_js")
def editor_js():
    return format_html('<script type="module" src="{}"></script>', static("cms/admin/editor.js"))


@hooks.register("after_copy_page")
def copy_in_every_language(request, page, new_page):
    trees.follow_copy(new_page)


@hooks.register("construct_translated_pages_to_cascade_actions")
def act_in_every_language(pages, action):
    return trees.in_other_trees(pages, action)


@hooks.register("construct_explorer_page_queryset")
def mark_stale_translations(parent_page, pages, request):
    return dated(pages)


@hooks.register("before_edit_page", order=-1)
def tell_of_stale_translation(request, page):
    if request.method == "GET" and (words := warning_of(page)):
        messages.warning(request, words)


@hooks.register("register_admin_viewset")
def content():
    return ContentGroup()


@hooks.register("construct_wagtail_userbar")
def our_checks(request, items, page):
    items[:] = [ContentChecks(item.in_editor) if type(item) is ContentCheckerItem else item for item in items]


@hooks.register("construct_main_menu")
def words_staff_understand(request, items):
    """Wagtail's own words for its menu say how things are stored; ours say what they are."""
    for item in items:
        item.label = NAMES.get(item.name, item.label)


hooks.register("before_publish_page", before_publishing)


@hooks.register("register_log_actions")
def kept_back(actions):
    actions.register_action(TAKEN_DOWN, _("Take down"), _("Taken down: somebody on it no longer allows it"))
    actions.register_action(KEPT_BACK, _("Keep back"), _("Kept back: not everybody on it allows it"))
