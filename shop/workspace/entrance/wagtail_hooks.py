from wagtail import hooks
from wagtail.permissions import register_permission_policy

from cooperatives.viewsets import ReadOnlyPolicy
from shop.workspace.entrance.acts.viewsets import LeaderPolicy
from shop.workspace.entrance.logbook import ACTIONS
from shop.workspace.entrance.models import Card, Device, Leader
from shop.workspace.entrance.viewsets import LeadersGroup

register_permission_policy(Leader, LeaderPolicy(Leader))
register_permission_policy(Card, ReadOnlyPolicy(Card))
register_permission_policy(Device, ReadOnlyPolicy(Device))


@hooks.register("register_admin_viewset")
def leaders():
    return LeadersGroup()


@hooks.register("register_log_actions")
def acts_about_leaders(actions):
    for name, label, sentence in ACTIONS:
        actions.register_action(name, label, sentence)
