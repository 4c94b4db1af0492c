from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.permissions import register_permission_policy

from cooperatives.consents.models import Consent
from cooperatives.consents.viewsets import LOOKED, WITHDRAWN, ConsentPolicy, ConsentsGroup

register_permission_policy(Consent, ConsentPolicy(Consent))


@hooks.register("register_admin_viewset")
def register():
    return ConsentsGroup()


@hooks.register("register_log_actions")
def log_actions(actions):
    actions.register_action(LOOKED, _("Look at evidence"), _("Looked at the evidence of a consent"))
    actions.register_action(WITHDRAWN, _("Withdraw a consent"), _("Noted that a consent was withdrawn"))
