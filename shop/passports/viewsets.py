"""Passports in the Wagtail admin: a sheet is issued and printed, a single one tied to the order its piece went with."""

import uuid

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic import CreateView, EditView, IndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import HeaderButton
from wagtail.permission_policies import ModelPermissionPolicy

from shop.passports.forms import IssueForm, PassportForm
from shop.passports.issuing import NotTied, issue, tie, withdraw
from shop.passports.labels import labels
from shop.passports.models import Passport

NAME = "passport"


def whole_address(passport: Passport) -> str:
    return settings.BASE_URL + passport.get_absolute_url()


class LabelsView(View):
    """The labels of one sheet, to be printed."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, batch: uuid.UUID) -> HttpResponse:
        if not ModelPermissionPolicy(Passport).user_has_permission(request.user, "view"):
            raise PermissionDenied
        sheet = Passport.objects.valid().filter(batch=batch).order_by("pk").select_related("product")
        passports = list(sheet.prefetch_related("product__contributions__cooperative"))
        if not passports:
            raise Http404
        answer = HttpResponse(labels(passports, address_of=whole_address), content_type="application/pdf")
        answer["Content-Disposition"] = f'inline; filename="labels-{passports[0].code}.pdf"'
        return answer


class IssueView(CreateView):
    page_title = gettext_lazy("Issue passports")
    submit_button_label = gettext_lazy("Issue")

    def save_instance(self):
        typed = self.form.cleaned_data
        made = issue(
            product=typed["product"],
            number=typed["number"],
            made_in=typed["made_in"],
            person=typed["person"],
            by=self.request.user,
        )
        self.number = len(made)
        return made[0]

    def get_success_message(self, instance):
        said = ngettext(
            "%(number)d passport of “%(piece)s” is issued.",
            "%(number)d passports of “%(piece)s” are issued.",
            self.number,
        )
        return said % {"number": self.number, "piece": instance.product}

    def get_success_buttons(self):
        address = reverse(f"{NAME}:labels", args=[self.object.batch])
        return [messages.button(address, _("Print the labels"), new_window=True)]


class PassportEditView(EditView):
    def form_valid(self, form):
        try:
            with transaction.atomic():
                tie(passport=form.instance, line=form.line)
                if form.cleaned_data["withdraw"]:
                    withdraw(passport=form.instance, at=timezone.now())
                return super().form_valid(form)
        except NotTied as refused:
            form.add_error("order_number", str(refused))
            self.produced_error_message = self.get_error_message()
            return self.form_invalid(form)

    @property
    def header_buttons(self):
        labels_url = reverse(f"{NAME}:labels", args=[self.object.batch])
        return [
            HeaderButton(_("Its page"), url=self.object.get_absolute_url(), icon_name="view"),
            HeaderButton(_("Print the sheet"), url=labels_url, icon_name="download"),
        ]


class PassportIndexView(IndexView):
    def get_base_queryset(self):
        return super().get_base_queryset().select_related("product", "line__order")


def state_of(passport: Passport) -> str:
    if passport.withdrawn_at:
        return _("withdrawn")
    return _("sold with %s") % passport.line.order.number if passport.line else _("not sold")


class PassportViewSet(ModelViewSet):
    model = Passport
    name = NAME
    url_prefix = "passports"
    icon = "tag"
    menu_label = gettext_lazy("Passports")
    menu_order = 290
    add_to_admin_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    index_view_class = PassportIndexView
    add_view_class = IssueView
    edit_view_class = PassportEditView
    search_fields = ["code", "product__title"]
    list_filter = ["product", "made_in"]
    list_display = [
        "__str__",
        Column("product", label=gettext_lazy("Piece")),
        Column("state", label=gettext_lazy("State"), accessor=state_of),
        DateColumn("issued_at", label=gettext_lazy("Issued"), sort_key="issued_at"),
    ]

    def get_form_class(self, for_update=False):
        return PassportForm if for_update else IssueForm

    def get_urlpatterns(self):
        # A passport that was issued may stand on a piece somewhere: it is withdrawn, and not deleted.
        kept = [pattern for pattern in super().get_urlpatterns() if pattern.name != "delete"]
        return [*kept, path("labels/<uuid:batch>/", LabelsView.as_view(), name="labels")]

    def get_common_view_kwargs(self, **kwargs):
        return super().get_common_view_kwargs(**kwargs, delete_url_name=None)
