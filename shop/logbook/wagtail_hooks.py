from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from shop.logbook.append_only import take_out_name
from shop.logbook.changes import ACTIONS
from shop.logbook.viewsets import LOGGED_ACTIONS, LOGGED_MODELS, LogView


@hooks.register("register_log_actions")
def acts_of_the_shop(actions):
    for name, label, sentence in ACTIONS:
        actions.register_action(name, label, sentence)


@hooks.register("register_actions")
def logged_actions(actions):
    for model in LOGGED_MODELS:
        for action in LOGGED_ACTIONS:
            actions.register(model, action)


@hooks.register("after_delete_user")
def names_go_with_the_account(request, user):
    take_out_name(user)


@hooks.register("register_admin_urls")
def log_urls():
    return [
        path("log/", LogView.as_view(), name="logbook"),
        path("log/results/", LogView.as_view(results_only=True), name="logbook_results"),
    ]


class LogItem(MenuItem):
    def is_shown(self, request):
        return LogView.permission_policy.user_has_permission(request.user, LogView.permission_required)


@hooks.register("register_reports_menu_item")
def log_menu_item():
    return LogItem(_("Who changed what"), reverse("logbook"), name="logbook", icon_name="history", order=650)
