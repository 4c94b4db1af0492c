from django.contrib.auth.models import Permission
from django.db.models import Q
from wagtail import hooks
from wagtail.permissions import register_permission_policy

from shop.dashboard.permissions import GIVEN, codenames
from shop.dashboard.viewsets import ShopGroup
from shop.order.models import Order
from shop.order.viewsets import ReadOnlyPolicy
from shop.payment.logbook import ACTIONS
from shop.payment.models import PaymentAlert
from shop.payment.viewsets import AlertPolicy

register_permission_policy(Order, ReadOnlyPolicy(Order))
register_permission_policy(PaymentAlert, AlertPolicy(PaymentAlert))


@hooks.register("register_admin_viewset")
def shop():
    return ShopGroup()


@hooks.register("register_permissions")
def dashboard_permissions():
    """So that roles made in the site's admin open the dashboard too: there is no other place to give them."""
    given = Q()
    for app in GIVEN:
        given |= Q(content_type__app_label=app, codename__in=codenames(app))
    return Permission.objects.filter(given)


@hooks.register("register_log_actions")
def money_actions(actions):
    for name, label, sentence in ACTIONS:
        actions.register_action(name, label, sentence)
