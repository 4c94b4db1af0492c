from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DailyConfig(AppConfig):
    name = "shop.workspace.daily"
    label = "daily"
    verbose_name = _("The groups’ daily work")
    default_auto_field = "django.db.models.BigAutoField"
