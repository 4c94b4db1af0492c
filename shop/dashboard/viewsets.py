"""The shop's group in the menu of the Wagtail admin."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.model import ModelViewSetGroup

from shop.catalogue.viewsets import ColourViewSet, MaterialViewSet
from shop.customs.viewsets import KindOfGoodsViewSet
from shop.imports.viewsets import ImportMenuItem
from shop.order.viewsets import OrderViewSet
from shop.payment.viewsets import PaymentAlertViewSet
from shop.shipping.viewsets import DeliveryRateViewSet


class DashboardItem(MenuItem):
    """A way into Oscar's dashboard, for those who may go there."""

    def __init__(self, label, address: str, permission: str, **kwargs):
        super().__init__(label, reverse(address), **kwargs)
        self.permission = permission

    def is_shown(self, request):
        return request.user.is_staff and request.user.has_perm(self.permission)


class ShopGroup(ModelViewSetGroup):
    items = (
        OrderViewSet,
        PaymentAlertViewSet,
        DeliveryRateViewSet,
        KindOfGoodsViewSet,
        MaterialViewSet,
        ColourViewSet,
    )
    menu_label = _("Shop")
    menu_icon = "tag"
    menu_name = "shop"
    menu_order = 250

    def get_submenu_items(self):
        return [
            DashboardItem(
                _("Products"), "dashboard:catalogue-product-list", "catalogue.view_product", icon_name="tag", order=1
            ),
            DashboardItem(
                _("Orders (dashboard)"), "dashboard:order-list", "order.view_order", icon_name="list-ul", order=2
            ),
            ImportMenuItem(_("Table of pieces"), reverse("pieces_import"), icon_name="upload", order=3),
            *super().get_submenu_items(),
        ]
