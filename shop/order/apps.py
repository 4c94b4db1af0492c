from django.urls import path
from oscar.apps.order.apps import OrderConfig as OscarOrderConfig


class OrderConfig(OscarOrderConfig):
    """Adds the buyer's own pages of an order, reached by a random link that can be revoked."""

    name = "shop.order"
    namespace = "order"

    def get_urls(self):
        from shop.order import views

        return [
            path("<str:token>/", views.OrderView.as_view(), name="detail"),
            path("<str:token>/paid/", views.ReturnFromPaymentView.as_view(), name="return"),
            path("<str:token>/pay/", views.ContinuePaymentView.as_view(), name="pay"),
            path("<str:token>/arrived/", views.ArrivedView.as_view(), name="arrived"),
            path("<str:token>/cancel/", views.CancelView.as_view(), name="cancel"),
        ]
