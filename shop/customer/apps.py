from django.urls import path
from oscar.apps.customer.apps import CustomerConfig as OscarCustomerConfig


class CustomerConfig(OscarCustomerConfig):
    """A buyer's own rooms. Signing in and out is allauth's work alone."""

    name = "shop.customer"

    def ready(self):
        pass

    def get_urls(self):
        from shop.customer import address_views, kept_views, privacy_views, views

        return [
            path("", views.AccountView.as_view(), name="summary"),
            path("claim/", views.ClaimView.as_view(), name="claim"),
            path("addresses/", address_views.AddressesView.as_view(), name="addresses"),
            path("addresses/new/", address_views.AddressView.as_view(), name="address-new"),
            path("addresses/<int:pk>/", address_views.AddressView.as_view(), name="address"),
            path("addresses/<int:pk>/remove/", address_views.AddressRemoveView.as_view(), name="address-remove"),
            path("addresses/<int:pk>/first/", address_views.AddressDefaultView.as_view(), name="address-default"),
            path("kept/", kept_views.KeptView.as_view(), name="kept"),
            path("kept/<int:pk>/let-go/", kept_views.LetGoView.as_view(), name="let-go"),
            path("kept/share/", kept_views.ShareView.as_view(), name="share"),
            path("kept/stop-sharing/", kept_views.StopSharingView.as_view(), name="stop-sharing"),
            path("privacy/", privacy_views.PrivacyView.as_view(), name="privacy"),
            path("privacy/my-data.json", privacy_views.DownloadView.as_view(), name="my-data"),
            path("privacy/close/", privacy_views.CloseView.as_view(), name="close"),
            path("closed/", privacy_views.ClosedView.as_view(), name="closed"),
        ]
