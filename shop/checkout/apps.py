from django.urls import path
from oscar.apps.checkout.apps import CheckoutConfig as OscarCheckoutConfig


class CheckoutConfig(OscarCheckoutConfig):
    """One page from the basket to the payment, instead of Oscar's six."""

    name = "shop.checkout"

    def ready(self):
        pass

    def get_urls(self):
        from shop.checkout import views

        return [path("", views.CheckoutView.as_view(), name="index")]
