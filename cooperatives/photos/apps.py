from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PhotosConfig(AppConfig):
    name = "cooperatives.photos"
    label = "photos"
    verbose_name = _("Pictures")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from cooperatives.consents import places
        from cooperatives.photos.showing import PhotoPlace

        places.register(PhotoPlace())
