from django.urls import path
from oscar.apps.payment.apps import PaymentConfig as OscarPaymentConfig


class PaymentConfig(OscarPaymentConfig):
    """Adds the address Stripe sends its events to."""

    name = "shop.payment"
    namespace = "payment"

    def get_urls(self):
        from shop.payment import webhooks

        return [path("webhook/", webhooks.receive, name="webhook")]
