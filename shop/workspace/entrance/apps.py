from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EntranceConfig(AppConfig):
    name = "shop.workspace.entrance"
    label = "entrance"
    verbose_name = _("Leaders and how they sign in")
    default_auto_field = "django.db.models.BigAutoField"
