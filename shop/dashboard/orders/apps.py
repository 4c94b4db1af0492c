from django.urls import path
from oscar.apps.dashboard.orders.apps import OrdersDashboardConfig as OscarOrdersDashboardConfig
from oscar.core.loading import get_class

# Its sums add up francs and euros.
LEFT_OUT = {"order-stats"}


class OrdersDashboardConfig(OscarOrdersDashboardConfig):
    name = "shop.dashboard.orders"

    def configure_permissions(self):
        super().configure_permissions()
        permission = get_class("dashboard.permissions", "DashboardPermission")
        changing = permission.get("order", "view_order", "change_order")
        self.permissions_map |= dict.fromkeys(("order-refund", "order-shipping-address"), changing)

    def get_urls(self):
        from shop.dashboard.orders import refund_views

        kept = [address for address in super().get_urls() if address.name not in LEFT_OUT]
        refund = path("<str:number>/refund/", refund_views.RefundView.as_view(), name="order-refund")
        return [*kept, *self.post_process_urls([refund])]
