"""The log in the Wagtail admin: who changed a policy, a price or money, when, from what to what. It is only ever added to.

Screens that Wagtail makes log that something was edited; the actions below log what it said before, too.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

import django_filters
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Model, Q
from django.forms import CheckboxSelectMultiple
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from oscar.apps.voucher.models import Voucher, VoucherSet
from wagtail.actions.create import CreateAction
from wagtail.actions.delete import DeleteAction
from wagtail.actions.edit import EditAction
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.filters import DateRangePickerWidget, MultipleUserFilter, WagtailFilterSet
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.views.reports import ReportView
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from cooperatives.ledger.models import Entry
from cooperatives.viewsets import ReadOnlyPolicy
from shop.catalogue.models import Product
from shop.logbook import changes
from shop.moderation.logbook import ACTIONS as MODERATION
from shop.moderation.models import Trust
from shop.offer.models import ConditionalOffer
from shop.order.models import Order
from shop.partner.models import GuideRate
from shop.payment import logbook as money
from shop.payment.models import PaymentAlert
from shop.shares.models import SharePolicy
from shop.shipping.models import DeliveryRate
from shop.workspace.entrance.models import Leader

# What Wagtail's own screens change, of which the log tells the values.
LOGGED_MODELS = (SharePolicy, DeliveryRate, Leader, GuideRate, Trust)
DISCOUNTS = (ConditionalOffer, Voucher, VoucherSet)


def _log(instance: Model, action: str, user: Model | None, **said) -> None:
    log(instance=instance, action=action, user=user, **said)


class LoggedCreate(CreateAction):
    def execute(self, skip_permission_checks=False):
        self.log_action, action = None, self.log_action
        with transaction.atomic():
            made = super().execute(skip_permission_checks=skip_permission_checks)
            _log(made, action, self.user, data={"changes": changes.changes({}, changes.values_of(made))})
        return made


class LoggedEdit(EditAction):
    def execute(self, skip_permission_checks=False):
        self.log_action, action = None, self.log_action
        with transaction.atomic():
            stored = type(self.instance)._default_manager.select_for_update().get(pk=self.instance.pk)
            before = changes.values_of(stored)
            made = super().execute(skip_permission_checks=skip_permission_checks)
            if changed := changes.changes(before, changes.values_of(made)):
                _log(made, action, self.user, content_changed=True, data={"changes": changed})
        return made


class LoggedDelete(DeleteAction):
    def execute(self, skip_permission_checks=False):
        self.log_action, action = None, self.log_action
        said = changes.changes(changes.values_of(self.instance), {})
        with transaction.atomic():
            _log(self.instance, action, self.user, deleted=True, data={"changes": said})
            return super().execute(skip_permission_checks=skip_permission_checks)


LOGGED_ACTIONS = (LoggedCreate, LoggedEdit, LoggedDelete)


@dataclass(frozen=True)
class Kind:
    """What a change is about: things of some models, or acts of some names."""

    name: str
    label: str
    models: tuple[type[Model], ...] = ()
    actions: tuple[str, ...] = field(default=())

    @property
    def is_of_it(self) -> Q:
        types = ContentType.objects.get_for_models(*self.models, for_concrete_models=False).values()
        return Q(content_type__in=[kind.pk for kind in types]) | Q(action__in=self.actions)


KINDS = (
    Kind("policy", _("Share policies"), models=(SharePolicy,)),
    Kind("price", _("Prices and delivery"), models=(DeliveryRate, GuideRate), actions=(changes.PRICES_CHANGED,)),
    Kind("discount", _("Offers and vouchers"), models=DISCOUNTS),
    Kind("money", _("Money"), actions=tuple(action for action, *_words in money.ACTIONS)),
    Kind(
        "orders",
        _("Parcels and links"),
        actions=(changes.PARCEL_SENT, changes.PARCEL_ARRIVED, changes.LINK_REPLACED),
    ),
    Kind(
        "sent", _("What leaders and buyers sent"), models=(Trust,), actions=tuple(name for name, *_said in MODERATION)
    ),
    Kind("leaders", _("Leaders, their cards and phones"), models=(Leader,)),
)


def entries_about(rows: Iterable[Model]) -> list[ModelLogEntry]:
    """What the staff did to any of these rows, oldest first; one query."""
    by_type: dict[ContentType, list[str]] = {}
    for row in rows:
        by_type.setdefault(ContentType.objects.get_for_model(row), []).append(str(row.pk))
    about = Q(pk__in=[])
    for kind, keys in by_type.items():
        about |= Q(content_type=kind, object_id__in=keys)
    return list(ModelLogEntry.objects.filter(about).select_related("user", "content_type").order_by("timestamp", "pk"))


def told(entry: ModelLogEntry) -> list[changes.Said]:
    model = entry.content_type.model_class() if entry.content_type else None
    return changes.told(entry.data, model)


class LogFilterSet(WagtailFilterSet):
    kind = django_filters.MultipleChoiceFilter(
        label=_("About"),
        choices=[(kind.name, kind.label) for kind in KINDS],
        widget=CheckboxSelectMultiple,
        method="filter_kind",
    )
    user = MultipleUserFilter(label=_("Who"), queryset=None, widget=CheckboxSelectMultiple)
    timestamp = django_filters.DateFromToRangeFilter(label=_("When"), widget=DateRangePickerWidget)

    class Meta:
        model = ModelLogEntry
        fields = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.filters["user"].extra["queryset"] = self.queryset.get_users()

    def filter_kind(self, entries, _name, chosen):
        wanted = Q()
        for kind in KINDS:
            if kind.name in chosen:
                wanted |= kind.is_of_it
        return entries.filter(wanted)


class LogPaginator(WagtailPaginator):
    verbose_name, verbose_name_plural = _("change"), _("changes")


class LogView(ReportView):
    """Looked at, by those who may look at the books; nothing can be sent to it."""

    http_method_names = ["get", "head", "options"]
    paginator_class = LogPaginator
    permission_policy = ReadOnlyPolicy(Entry)
    permission_required = "view"
    page_title = _("Who changed what")
    header_icon = "history"
    filterset_class = LogFilterSet
    results_template_name = "wagtailadmin/logbook/results.html"
    index_url_name = "logbook"
    index_results_url_name = "logbook_results"
    # As no table for a spreadsheet program: its words were typed by people, and some programs take words for formulas.
    FORMATS = ()

    def get_filterset_kwargs(self):
        return super().get_filterset_kwargs() | {"queryset": self.get_queryset()}

    def get_base_queryset(self):
        of_ours = Q()
        for kind in KINDS:
            of_ours |= kind.is_of_it
        seen = ModelLogEntry.objects.viewable_by_user(self.request.user)
        return seen.filter(of_ours).order_by("-timestamp", "-pk")

    def get_queryset(self):
        return self.get_base_queryset()

    def decorate_paginated_queryset(self, object_list):
        finder = AdminURLFinder(self.request.user)
        rows = []
        for entry, instance in object_list.select_related(
            "user__wagtail_userprofile", "content_type"
        ).with_instances():
            entry.told = told(entry)
            entry.name = name_of(instance) or entry.label
            entry.address = address_of(instance, finder)
            rows.append(entry)
        return rows


def name_of(instance: Model | None) -> str:
    """Of what is known by a number of Stripe's, or is written otherwise elsewhere; empty for all else."""
    if isinstance(instance, Order):
        return instance.number
    return capfirst(instance.get_kind_display()) if isinstance(instance, PaymentAlert) else ""


_DASHBOARD = (
    (Product, "dashboard:catalogue-product"),
    (ConditionalOffer, "dashboard:offer-detail"),
    (Voucher, "dashboard:voucher-stats"),
    (VoucherSet, "dashboard:voucher-set-detail"),
)


def address_of(instance: Model | None, finder: AdminURLFinder) -> str:
    """Where to look at what an entry is about; empty if it is gone."""
    if isinstance(instance, Order):
        return reverse("order_money", args=[instance.number])
    if isinstance(instance, PaymentAlert):
        return reverse("paymentalert:inspect", args=[instance.pk])
    for model, name in _DASHBOARD:
        if isinstance(instance, model):
            return reverse(name, kwargs={"pk": instance.pk})
    return (instance and finder.get_edit_url(instance)) or ""
