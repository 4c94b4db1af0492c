from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WordingConfig(AppConfig):
    name = "cms.wording"
    label = "wording"
    verbose_name = _("Words read by speakers")
    default_auto_field = "django.db.models.BigAutoField"
