from django.urls import path
from oscar.apps.basket.apps import BasketConfig as OscarBasketConfig


class BasketConfig(OscarBasketConfig):
    """Oscar's basket, behind views of our own."""

    name = "shop.basket"

    def ready(self):
        pass

    def get_urls(self):
        from shop.basket import drawer, views

        return [
            path("", views.BasketView.as_view(), name="summary"),
            path("count/", views.count, name="count"),
            path("drawer/", drawer.drawer_view, name="drawer"),
            path("add/<int:pk>/", views.AddView.as_view(), name="add"),
            path("lines/<int:pk>/", views.LineView.as_view(), name="line"),
            path("vouchers/add/", views.VoucherAddView.as_view(), name="vouchers-add"),
            path("vouchers/<int:pk>/remove/", views.VoucherRemoveView.as_view(), name="vouchers-remove"),
            path("market/", views.MarketView.as_view(), name="market"),
        ]
