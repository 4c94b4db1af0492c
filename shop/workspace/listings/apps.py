from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ListingsConfig(AppConfig):
    name = "shop.workspace.listings"
    label = "listings"
    verbose_name = _("Submissions")
    default_auto_field = "django.db.models.BigAutoField"
