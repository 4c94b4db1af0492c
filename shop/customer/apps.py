from django.urls import path
from oscar.apps.customer.apps import CustomerConfig as OscarCustomerConfig


class CustomerConfig(OscarCustomerConfig):
    """A buyer's own rooms. Signing in and out is allauth's work alone."""

    name = "shop.customer"

    def ready(self):
        pass

    def get_urls(self):
        from shop.customer import views

        return [path("", views.AccountView.as_view(), name="summary")]
