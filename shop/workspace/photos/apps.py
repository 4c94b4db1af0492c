from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LeaderPhotosConfig(AppConfig):
    name = "shop.workspace.photos"
    label = "leader_photos"
    verbose_name = _("Pictures sent by leaders")
    default_auto_field = "django.db.models.BigAutoField"
