from django.urls import path
from django.utils.translation import gettext_lazy as _
from oscar.core.application import OscarConfig


class PassportsConfig(OscarConfig):
    """A code on each piece, and the page behind it: who made it, how, and whether they were paid."""

    name = "shop.passports"
    label = "passports"
    verbose_name = _("Passports")
    namespace = "passports"

    def get_urls(self):
        from shop.passports import views

        return [
            path("", views.AskView.as_view(), name="ask"),
            path("<str:code>/", views.PassportView.as_view(), name="passport"),
        ]
