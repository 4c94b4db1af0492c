"""Milestones in the Wagtail admin: to type in one by one, or to bring in as a table that is first shown and then taken."""

from collections import Counter

from django.core.signing import BadSignature
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView, View
from django_filters import ChoiceFilter
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import IndexView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import HeaderButton
from wagtail.log_actions import log

from cooperatives.milestones.forms import FileForm, opened, sealed
from cooperatives.milestones.importing import (
    Fate,
    HasChanged,
    Outcome,
    as_row,
    bring_in,
    column_words,
    fates,
    fingerprint,
)
from cooperatives.milestones.models import Milestone
from cooperatives.milestones.spreadsheet import COLUMNS, Unreadable, write

NEEDS_A_LOOK = [("overdue", _("Expected, but its time is over"))]


class MilestoneFilterSet(WagtailFilterSet):
    attention = ChoiceFilter(
        label=_("Needs a look"), choices=NEEDS_A_LOOK, method="needing_a_look", empty_label=_("All")
    )

    def needing_a_look(self, queryset, name, value):
        return queryset.overdue() if value == "overdue" else queryset

    class Meta:
        model = Milestone
        fields = ["kind", "state", "cooperative"]


def standing(milestone: Milestone) -> str:
    return str(_("Overdue: was it reached?")) if milestone.is_overdue() else milestone.get_state_display()


class MilestoneIndexView(IndexView):
    def get_base_queryset(self):
        return super().get_base_queryset().select_related("cooperative")

    @cached_property
    def header_buttons(self):
        buttons = list(super().header_buttons)
        if self.user_has_permission("add") and self.user_has_permission("change"):
            buttons.append(HeaderButton(_("Bring in a table"), url=reverse("milestone:import"), icon_name="upload"))
        buttons.append(HeaderButton(_("Download as CSV"), url=reverse("milestone:table"), icon_name="download"))
        return buttons


class TableView(PermissionCheckedMixin, View):
    """All milestones as a table that can be brought in again."""

    model = Milestone
    any_permission_required = ["add", "change", "delete", "view"]

    def get(self, request):
        rows = (as_row(milestone) for milestone in Milestone.objects.select_related("cooperative").in_order())
        answer = HttpResponse(write(rows), content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="milestones-{localdate():%Y-%m-%d}.csv"'
        return answer


class ImportView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """A file is looked at and each of its rows told what would become of it; then, if that is confirmed, just that is done."""

    model = Milestone
    permission_required = "add"
    template_name = "wagtailadmin/milestones/import.html"
    page_title = _("Bring in a table of milestones")
    header_icon = "upload"

    def dispatch(self, request, *args, **kwargs):
        if not self.user_has_permission("change"):
            self.permission_required = "change"
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self):
        return [
            *super().get_breadcrumbs_items(),
            {"url": reverse("milestone:index"), "label": Milestone._meta.verbose_name_plural},
            {"url": "", "label": self.page_title},
        ]

    def get(self, request):
        return self.show(FileForm())

    def post(self, request):
        if "sealed" in request.POST:
            return self.bring_in(request.POST["sealed"])
        form = FileForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.show(form)
        return self.look(form, form.cleaned_data["file"])

    def look(self, form: FileForm, data: bytes):
        try:
            outcomes = fates(data)
        except Unreadable as error:
            form.add_error("file", str(error))
            return self.show(form)
        return self.show(form, outcomes, sealed(data, fingerprint(outcomes)))

    def bring_in(self, text: str):
        try:
            data, shown = opened(text)
            outcomes = bring_in(data=data, shown=shown)
        except (BadSignature, Unreadable):
            messages.error(self.request, _("This table was not shown before. Please choose the file again."))
            return HttpResponseRedirect(reverse("milestone:import"))
        except HasChanged:
            messages.warning(
                self.request,
                _("Somebody has changed milestones meanwhile. This is what would become of the table now."),
            )
            return self.look(FileForm(), data)
        for outcome in outcomes:
            if outcome.fate in (Fate.ADDED, Fate.CHANGED):
                action = "wagtail.create" if outcome.fate is Fate.ADDED else "wagtail.edit"
                log(instance=outcome.milestone, action=action, user=self.request.user)
        done = sum(outcome.fate in (Fate.ADDED, Fate.CHANGED) for outcome in outcomes)
        words = ngettext("%(count)d milestone was brought in.", "%(count)d milestones were brought in.", done)
        messages.success(self.request, words % {"count": done})
        return HttpResponseRedirect(reverse("milestone:index"))

    def show(self, form: FileForm, outcomes: list[Outcome] | None = None, text: str = ""):
        counts = Counter(outcome.fate for outcome in outcomes or [])
        context = self.get_context_data(
            form=form,
            columns=COLUMNS,
            rows=[(outcome, _words(outcome)) for outcome in outcomes or []],
            counts=[(fate, counts[fate]) for fate in Fate if counts[fate]],
            to_do=counts[Fate.ADDED] + counts[Fate.CHANGED],
            sealed=text,
        )
        return self.render_to_response(context)


def _words(outcome: Outcome) -> list[str]:
    """Why a row is left out, or what it changes."""
    problems = [f"{column_words(name)}: {text}" for name, text in outcome.problems.items()]
    changes = [f"{column_words(name)}: {before or '–'} → {after or '–'}" for name, before, after in outcome.changes]
    return problems + changes


class MilestoneViewSet(ModelViewSet):
    model = Milestone
    url_prefix = "milestones"
    icon = "history"
    index_view_class = MilestoneIndexView
    filterset_class = MilestoneFilterSet
    copy_view_enabled = False
    search_fields = ["cooperative__name", "source", "note"]
    list_display = [
        "__str__",
        Column("cooperative", label=_("Cooperative"), sort_key="cooperative__name"),
        Column("state", label=_("State"), accessor=standing, sort_key="state"),
        Column("facts", label=_("What it came to"), accessor=lambda milestone: " · ".join(milestone.facts)),
        Column("source", label=_("Source"), sort_key="source"),
    ]
    panels = [
        FieldPanel("cooperative"),
        FieldRowPanel([FieldPanel("kind"), FieldPanel("state")]),
        FieldRowPanel([FieldPanel("happened_on"), FieldPanel("precision")], heading=_("When")),
        FieldRowPanel([FieldPanel("count"), FieldPanel("unit")], heading=_("How much")),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("trainees"), FieldPanel("trained_in_turn")])], heading=_("Of a training")
        ),
        FieldPanel("source"),
        FieldPanel("note"),
    ]

    def get_urlpatterns(self):
        return [
            *super().get_urlpatterns(),
            path("import/", self.construct_view(ImportView), name="import"),
            path("table/", self.construct_view(TableView), name="table"),
        ]
