"""Pieces and their stock as a table, in the Wagtail admin: taken away, and brought in again after each row was told its fate."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.generic import View
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.permission_policies import ModelPermissionPolicy

from cooperatives.tables.fates import Outcome
from cooperatives.tables.reading import write
from cooperatives.tables.viewsets import TableImportView
from shop.catalogue.models import Product
from shop.imports.bringing_in import bring_in, fates, records
from shop.imports.piece_rows import FLAGS, PRICES, TABLE, as_row

# Columns that are no field of the piece, or called otherwise by people.
NAMES = {
    "sku": _("Number"),
    "cooperative": _("Cooperative"),
    "category": _("Kind"),
    "stock": _("In stock"),
    "public": _("Shown in the shop"),
}


def may_import(user) -> bool:
    return user.is_staff and user.has_perms(("catalogue.add_product", "catalogue.change_product"))


class OfPieces(PermissionCheckedMixin):
    model = Product
    permission_policy = ModelPermissionPolicy(Product)
    any_permission_required = ["add", "change"]


class PieceTableView(OfPieces, View):
    """All pieces as a table that can be brought in again."""

    def get(self, request):
        answer = HttpResponse(write(map(as_row, records()), TABLE), content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="pieces-{localdate():%Y-%m-%d}.csv"'
        return answer


class PieceImportView(OfPieces, TableImportView):
    table = TABLE
    index_url_name = import_url_name = "pieces_import"
    table_url_name = "pieces_table"
    page_title = _("Bring in a table of pieces and stock")
    hints = (
        _("Only sku, the number of the piece, is needed. An empty cell leaves what is there as it is."),
        _(
            "A new piece needs cooperative, title, category, stock and a price. It is not shown before it has a picture."
        ),
        _("category, materials and colours may have several words with commas between them."),
        _("one_of_a_kind and public are yes or no. Sizes are in centimetres."),
        _("Who made a piece, its pictures and its words in other languages are changed on its own page."),
    )

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": reverse("pieces_import"), "label": self.page_title}]

    def fates(self, data: bytes) -> list[Outcome]:
        return fates(data)

    def take(self, *, data: bytes, shown: str) -> list[Outcome]:
        return bring_in(data=data, shown=shown)

    def column_words(self, name: str) -> str:
        if name in PRICES:
            return str(_("Price in %s") % PRICES[name])
        if name in NAMES:
            return str(NAMES[name])
        return capfirst(str(Product._meta.get_field(FLAGS.get(name, name)).verbose_name))

    def done_words(self, number: int) -> str:
        words = ngettext("%(count)d piece was brought in.", "%(count)d pieces were brought in.", number)
        return words % {"count": number}


class ImportMenuItem(MenuItem):
    def is_shown(self, request):
        return may_import(request.user)
