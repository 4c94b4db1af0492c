from django.urls import path
from wagtail import hooks

from shop.imports.viewsets import PieceImportView, PieceTableView


@hooks.register("register_admin_urls")
def pieces_urls():
    return [
        path("pieces/import/", PieceImportView.as_view(), name="pieces_import"),
        path("pieces/table/", PieceTableView.as_view(), name="pieces_table"),
    ]
