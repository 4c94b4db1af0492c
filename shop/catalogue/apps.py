from django.urls import path, re_path
from oscar.apps.catalogue.apps import CatalogueConfig as OscarCatalogueConfig


class CatalogueConfig(OscarCatalogueConfig):
    """Oscar's catalogue, behind views of our own: lists are ours (no haystack), and showing a piece writes nothing."""

    name = "shop.catalogue"

    def ready(self):
        from oscar.apps.catalogue import receivers  # noqa: F401

    def get_urls(self):
        from shop.catalogue import seen, views

        return [
            path("", views.PieceListView.as_view(), name="index"),
            path("seen/", seen.SeenView.as_view(), name="seen"),
            re_path(r"^(?P<product_slug>[\w-]*)_(?P<pk>\d+)/$", views.PieceView.as_view(), name="detail"),
            re_path(
                r"^category/(?P<category_slug>[\w-]+(/[\w-]+)*)_(?P<pk>\d+)/$",
                views.PieceListView.as_view(),
                name="category",
            ),
        ]
