"""What staff see of the makers in the Wagtail admin: cooperatives and artisans to edit, the books to read only."""

from collections import Counter
from datetime import datetime

from django.conf import settings
from django.contrib.auth import get_permission_codename
from django.db.models import Prefetch, ProtectedError, QuerySet
from django.http import HttpResponseRedirect
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django_filters import ModelChoiceFilter
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, TitleFieldPanel
from wagtail.admin.ui.tables import BooleanColumn, Column, Table, TitleColumn
from wagtail.admin.views.generic import DeleteView, IndexView, InspectView
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup
from wagtail.permission_policies import ModelPermissionPolicy

from cooperatives.books.viewsets import StatementCsvView, StatementView
from cooperatives.ledger.models import Account, Entry
from cooperatives.ledger.money import as_written
from cooperatives.milestones.viewsets import MilestoneViewSet
from cooperatives.models import Artisan, Cooperative

LATEST = 50
# By its column: the text as such would be that in the language of the browser.
SUMMARIES = [f"summary_{code}" for code, _name in settings.LANGUAGES]
CRAFTS = [f"craft_{code}" for code, _name in settings.LANGUAGES]


def balances_of(cooperative: Cooperative) -> str:
    """What a cooperative fetched `with` its accounts is owed, in each currency."""
    return " · ".join(as_written(account.balance_minor, account.currency) for account in cooperative.accounts.all())


def moved_by(entry: Entry) -> str:
    """What an entry moves in all, in each currency."""
    moved = Counter()
    for posting in entry.postings.all():
        moved[posting.currency] += posting.amount_minor
    return " · ".join(as_written(amount_minor, currency) for currency, amount_minor in sorted(moved.items()))


def moment(at: datetime) -> str:
    """The day and hour here, and not "3 months ago" as in Wagtail's other lists: books are read by date."""
    return date_format(localtime(at), "DATETIME_FORMAT")


def posting_columns() -> list[Column]:
    return [
        Column("debit", label=_("To")),
        Column("credit", label=_("From")),
        Column("amount", label=_("Amount"), accessor=lambda p: as_written(p.amount_minor, p.currency)),
    ]


def statements_of(accounts: QuerySet[Account]) -> dict:
    """A field of an inspect view: these accounts, each with a link to its statement."""
    columns = [
        TitleColumn("account", label=_("Statement"), accessor="__str__", url_name="books_account:inspect"),
        Column("balance", label=_("Balance"), accessor=lambda a: as_written(a.balance_minor, a.currency)),
    ]
    return {"label": _("Accounts"), "component": Table(columns, accounts)}


class CooperativeIndexView(IndexView):
    def get_base_queryset(self):
        owed = Account.objects.of_cooperatives().with_balance()
        return super().get_base_queryset().prefetch_related(Prefetch("accounts", owed))


class CooperativeInspectView(InspectView):
    def get_fields_context(self):
        accounts = Account.objects.for_cooperative(self.object.pk).select_related("cooperative").with_balance()
        owed = [account for account in accounts if account.kind == Account.Kind.COOPERATIVE]
        balances = [as_written(account.balance_minor, account.currency) for account in owed]
        return [
            {"label": _("Owed"), "value": " · ".join(balances) or _("Nothing yet")},
            *super().get_fields_context(),
            statements_of(accounts),
        ]


class DeleteUnlessNeededView(DeleteView):
    def form_valid(self, form):
        try:
            return super().form_valid(form)
        except ProtectedError:
            messages.error(
                self.request,
                _("“%(name)s” cannot be deleted, because other records or the books name it.") % {"name": self.object},
            )
            return HttpResponseRedirect(reverse(self.index_url_name))


class CooperativeViewSet(ModelViewSet):
    model = Cooperative
    url_prefix = "cooperatives"
    icon = "group"
    index_view_class = CooperativeIndexView
    inspect_view_class = CooperativeInspectView
    delete_view_class = DeleteUnlessNeededView
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_fields = [
        "name", "kind", "crafts", "district", "province_name", "founded_year", "member_count", "summary", "photo",
        "is_active",
    ]  # fmt: skip
    search_fields = ["name", "district"]
    list_filter = ["kind", "crafts", "district", "is_active"]
    list_display = [
        "name",
        "crafts",
        "district",
        Column("owed", label=_("Owed"), accessor=balances_of),
        BooleanColumn("is_active", label=_("Sells")),
    ]
    panels = [
        TitleFieldPanel("name", targets=["slug"]),
        FieldPanel("slug"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("kind"), FieldPanel("crafts")]),
                FieldRowPanel([FieldPanel("district"), FieldPanel("founded_year"), FieldPanel("member_count")]),
                *(FieldPanel(name) for name in SUMMARIES),
                FieldPanel("photo"),
                FieldPanel("hue"),
            ],
            heading=_("Who they are"),
        ),
        FieldPanel("is_active"),
    ]


class ArtisanIndexView(IndexView):
    def get_base_queryset(self):
        return super().get_base_queryset().select_related("cooperative").with_names()


class ArtisanViewSet(ModelViewSet):
    model = Artisan
    url_prefix = "artisans"
    icon = "user"
    index_view_class = ArtisanIndexView
    delete_view_class = DeleteUnlessNeededView
    copy_view_enabled = False
    search_fields = ["person__full_name", "craft"]
    list_filter = ["cooperative"]
    list_display = [
        "person",
        "cooperative",
        "craft",
        Column("shown_name", label=_("Name that is shown")),
    ]
    form_fields = ["cooperative", "person", *CRAFTS]


class ReadOnlyPolicy(ModelPermissionPolicy):
    """Nobody changes the books in the admin, whatever permissions they were given: not even a superuser."""

    def user_has_permission(self, user, action):
        return action == "view" and super().user_has_permission(user, action)


class ReadOnlyViewSet(ModelViewSet):
    copy_view_enabled = False
    inspect_view_enabled = True
    add_to_reference_index = False

    def get_common_view_kwargs(self, **kwargs):
        changing = ("add", "edit", "delete", "history", "usage")
        return super().get_common_view_kwargs(**{f"{act}_url_name": None for act in changing}, **kwargs)

    def get_urlpatterns(self):
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path(f"inspect/<{self.pk_path_converter}:pk>/", self.inspect_view, name="inspect"),
        ]

    def get_permissions_to_register(self):
        return super().get_permissions_to_register().filter(codename=get_permission_codename("view", self.model_opts))


class AccountIndexView(IndexView):
    def get_base_queryset(self):
        return super().get_base_queryset().select_related("cooperative").with_balance()


class BooksInspectView(InspectView):
    def get_fields_context(self):
        return [field for field in super().get_fields_context() if field["value"] not in (None, "")]


class AccountViewSet(ReadOnlyViewSet):
    model = Account
    # Not plainly "account": that is where Wagtail keeps the settings of whoever is signed in.
    name = "books_account"
    url_prefix = "books/accounts"
    icon = "table"
    index_view_class = AccountIndexView
    inspect_view_class = StatementView
    list_filter = ["kind", "cooperative", "currency"]
    list_display = [
        "__str__",
        Column("kind", label=_("Kind"), accessor="get_kind_display", sort_key="kind"),
        Column("currency", label=_("Currency"), sort_key="currency"),
        Column("balance", label=_("Balance"), accessor=lambda a: as_written(a.balance_minor, a.currency)),
    ]

    @property
    def statement_csv_view(self):
        return self.construct_view(StatementCsvView, **self.get_inspect_view_kwargs())

    def get_urlpatterns(self):
        csv = path(f"inspect/<{self.pk_path_converter}:pk>/csv/", self.statement_csv_view, name="statement_csv")
        return [*super().get_urlpatterns(), csv]


class EntryFilterSet(WagtailFilterSet):
    cooperative = ModelChoiceFilter(
        label=_("Cooperative"), queryset=Cooperative.objects.all(), method="filter_cooperative"
    )

    class Meta:
        model = Entry
        fields = ["kind", "posted_at"]

    def filter_cooperative(self, entries, _name, cooperative):
        return entries.for_cooperative(cooperative.pk)


class EntryIndexView(IndexView):
    def get_base_queryset(self):
        return super().get_base_queryset().with_postings()


class EntryInspectView(BooksInspectView):
    def get_posted_at_display_value(self):
        return moment(self.object.posted_at)

    def get_recorded_at_display_value(self):
        return moment(self.object.recorded_at)

    def get_fields_context(self):
        postings = self.object.postings.select_related("debit__cooperative", "credit__cooperative")
        return [
            *super().get_fields_context(),
            {"label": _("Postings"), "component": Table(posting_columns(), postings)},
        ]


class EntryViewSet(ReadOnlyViewSet):
    model = Entry
    name = "books_entry"
    url_prefix = "books/entries"
    icon = "list-ul"
    index_view_class = EntryIndexView
    inspect_view_class = EntryInspectView
    inspect_view_fields = [
        "reference", "kind", "order_reference", "posted_at", "recorded_at", "memo", "reverses", "concludes", "rate",
        "digest",
    ]  # fmt: skip
    filterset_class = EntryFilterSet
    search_fields = ["reference", "order_reference"]
    list_display = [
        "reference",
        Column("kind", label=_("Kind"), accessor="get_kind_display", sort_key="kind"),
        Column("order_reference", label=_("Order")),
        Column("posted_at", label=_("Posted"), accessor=lambda entry: moment(entry.posted_at), sort_key="posted_at"),
        Column("moved", label=_("Amount"), accessor=moved_by),
    ]


class MakersGroup(ModelViewSetGroup):
    items = (CooperativeViewSet, ArtisanViewSet, MilestoneViewSet, AccountViewSet, EntryViewSet)
    menu_label = _("Cooperatives")
    menu_icon = "group"
    menu_name = "cooperatives"
    menu_order = 300
