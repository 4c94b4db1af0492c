from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from wagtail.users.apps import WagtailUsersAppConfig


class CmsConfig(AppConfig):
    name = "cms"
    verbose_name = _("Site")


class AccountsConfig(WagtailUsersAppConfig):
    """Wagtail's screens for accounts, with forms for an account without a user name."""

    user_viewset = "shop.users.viewsets.UserViewSet"
