from wagtail import hooks
from wagtail.permissions import register_permission_policy

from shop.dashboard.viewsets import ShopGroup
from shop.order.models import Order
from shop.order.viewsets import ReadOnlyPolicy
from shop.payment.models import PaymentAlert
from shop.payment.viewsets import AlertPolicy

register_permission_policy(Order, ReadOnlyPolicy(Order))
register_permission_policy(PaymentAlert, AlertPolicy(PaymentAlert))


@hooks.register("register_admin_viewset")
def shop():
    return ShopGroup()
