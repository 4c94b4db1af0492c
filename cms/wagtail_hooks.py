from django.templatetags.static import static
from django.urls import path
from django.utils.html import format_html
from wagtail import hooks

from cms.panels import notes_of_draft
from cms.viewsets import claim_chooser, cooperative_chooser, person_chooser, product_chooser


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
