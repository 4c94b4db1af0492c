"""The addresses of the workspace: one in every language, as it is the phone that speaks one. Each room brings its own."""

from django.urls import include, path

app_name = "workspace"
urlpatterns = [
    path("photos/", include("shop.workspace.photos.urls")),
    path("pieces/", include("shop.workspace.listings.urls")),
    path("", include("shop.workspace.house.urls")),
    path("", include("shop.workspace.entrance.urls")),
    path("", include("shop.workspace.daily.urls")),
]
