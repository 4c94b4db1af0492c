from django.contrib.auth.models import Permission
from django.urls import path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from cms.wording.viewsets import WordsMenuItem, WordsView, WordView


@hooks.register("register_admin_urls")
def words_urls():
    return [
        path("words/", WordsView.as_view(), name="words"),
        path("words/<slug:number>/", WordView.as_view(), name="word"),
    ]


@hooks.register("register_settings_menu_item")
def words_menu_item():
    return WordsMenuItem(_("Words in Kinyarwanda"), reverse_lazy("words"), icon_name="globe", order=900)


@hooks.register("register_permissions")
def words_permission():
    return Permission.objects.filter(content_type__app_label="wording", codename="change_reviewed")
