from django.urls import path
from oscar.apps.wishlists.apps import WishlistsConfig as OscarWishlistsConfig


class WishlistsConfig(OscarWishlistsConfig):
    """Pieces kept for later: one list an account, shown to others by a random link that its owner can take back."""

    name = "shop.wishlists"

    def ready(self):
        pass

    def get_urls(self):
        from shop.wishlists import views

        return [
            path("add/<int:pk>/", views.KeepView.as_view(), name="add"),
            path("state/<int:pk>/", views.state, name="state"),
            path("list/<str:token>/", views.SharedListView.as_view(), name="detail"),
        ]
