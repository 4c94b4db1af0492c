from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from wagtail.users.apps import WagtailUsersAppConfig


class CmsConfig(AppConfig):
    name = "cms"
    verbose_name = _("Site")

    def ready(self):
        from cms.consent.places import GroupPicturePlace, NamePlace, PagePlace
        from cooperatives.consents import places

        # Groups before pages: a page is not taken down for a picture that is not on it any more.
        places.register(GroupPicturePlace())
        places.register(PagePlace())
        places.register(NamePlace())


class AccountsConfig(WagtailUsersAppConfig):
    """Wagtail's screens for accounts, with forms for an account without a user name."""

    user_viewset = "shop.users.viewsets.UserViewSet"
