"""Milestones in the Wagtail admin: to type in one by one, or to bring in as a table that is first shown and then taken."""

from django.http import HttpResponse
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.generic import View
from django_filters import ChoiceFilter
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import IndexView
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import HeaderButton

from cooperatives.milestones.importing import TABLE, as_row, bring_in, column_words, fates
from cooperatives.milestones.models import Milestone
from cooperatives.tables.fates import Outcome
from cooperatives.tables.reading import write
from cooperatives.tables.viewsets import TableImportView

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
        answer = HttpResponse(write(rows, TABLE), content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="milestones-{localdate():%Y-%m-%d}.csv"'
        return answer


class ImportView(TableImportView):
    model = Milestone
    table = TABLE
    index_url_name, import_url_name, table_url_name = "milestone:index", "milestone:import", "milestone:table"
    page_title = _("Bring in a table of milestones")
    hints = (
        _("cooperative, kind and source are needed; the order does not matter."),
        _("A date is 2024-03-12, or 2024-03 or 2024 where no more is known. Something expected may have none."),
        _("Without a state it was reached. What is expected is “expected”."),
    )

    def fates(self, data: bytes) -> list[Outcome]:
        return fates(data)

    def take(self, *, data: bytes, shown: str) -> list[Outcome]:
        return bring_in(data=data, shown=shown)

    def column_words(self, name: str) -> str:
        return column_words(name)

    def done_words(self, number: int) -> str:
        words = ngettext("%(count)d milestone was brought in.", "%(count)d milestones were brought in.", number)
        return words % {"count": number}


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
