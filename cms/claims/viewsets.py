"""The claims register in the Wagtail admin: each figure with how it would be told today, and a list of what needs a look."""

from django.conf import settings
from django.contrib.admin.utils import quote
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.admin.ui.tables import Column, DateColumn, UsageCountColumn
from wagtail.admin.widgets.button import HeaderButton
from wagtail.models import ReferenceIndex
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet

from cms.claims.models import Claim
from cms.claims.translation import ClaimTranslation

NOT_SHOWN = _("Not shown on pages")


def told(claim: Claim) -> str:
    """How a page would tell it today."""
    shown = claim.shown()
    return shown.standing if shown else str(NOT_SHOWN)


class ClaimFilterSet(WagtailFilterSet):
    attention = ChoiceFilter(
        label=_("Needs a look"),
        empty_label=_("All"),
        method="needing_a_look",
        choices=[
            ("any", _("For whatever reason")),
            ("stale", _("Checked long ago")),
            ("unchecked", _("Never checked")),
            ("unclear", _("Unclear")),
        ],
    )
    used = ChoiceFilter(
        label=_("Where it is used"),
        empty_label=_("All"),
        method="by_use",
        choices=[("yes", _("On some page")), ("no", _("Nowhere"))],
    )

    def needing_a_look(self, claims, name, value):
        match value:
            case "stale":
                return claims.stale()
            case "unchecked":
                return claims.filter(checked_on__isnull=True)
            case "unclear":
                return claims.filter(state=Claim.State.UNCLEAR)
            case _:
                return claims.needing_a_look()

    def by_use(self, claims, name, value):
        claims = claims.alias(uses=ReferenceIndex.usage_count_subquery(Claim))
        return claims.filter(uses__gt=0) if value == "yes" else claims.filter(uses=0)

    class Meta:
        model = Claim
        fields = ["state", "is_ours", "source_kind"]


class ClaimIndexView(IndexView):
    def get_base_queryset(self):
        return super().get_base_queryset().annotate(usage_count=ReferenceIndex.usage_count_subquery(Claim))

    @cached_property
    def header_buttons(self):
        look = HeaderButton(
            _("What needs a look"),
            url=reverse(self.index_url_name, query={"attention": "any"}),
            icon_name="warning",
        )
        return [*super().header_buttons, look]

    def get_usage_url(self, claim: Claim) -> str:
        return reverse(self.usage_url_name, args=[quote(claim.pk)])


def _words_in(code: str) -> list:
    """The fields that are said in each language, in one of them."""
    names = {name: f"{name}_{code}" for name in ClaimTranslation.fields}
    return [
        FieldRowPanel([FieldPanel(names["value"]), FieldPanel(names["unit"])]),
        FieldPanel(names["statement"]),
        FieldPanel(names["population"]),
        FieldPanel(names["period"]),
        FieldPanel(names["doubt"]),
    ]


FIGURE = [
    MultiFieldPanel(_words_in(settings.LANGUAGE_CODE), heading=_("What it says")),
    FieldRowPanel([FieldPanel("number"), FieldPanel("slug")]),
    MultiFieldPanel(
        [FieldPanel("state"), FieldPanel("is_ours"), FieldPanel("attributed_to")],
        heading=_("Whose it is, and how sure"),
    ),
    MultiFieldPanel(
        [
            FieldPanel("source_name"),
            FieldRowPanel([FieldPanel("source_kind"), FieldPanel("source_url")]),
            FieldPanel("quotation"),
            FieldRowPanel([FieldPanel("checked_on"), FieldPanel("checked_by")]),
        ],
        heading=_("Where it stands"),
    ),
]


class ClaimViewSet(SnippetViewSet):
    model = Claim
    icon = "clipboard-list"
    menu_label = _("Claims register")
    menu_order = 120
    add_to_admin_menu = True
    index_view_class = ClaimIndexView
    filterset_class = ClaimFilterSet
    list_display = [
        "__str__",
        Column("state", label=_("State"), accessor="get_state_display", sort_key="state"),
        Column("told", label=_("How it is told today"), accessor=told),
        Column("source_name", label=_("Source"), sort_key="source_name"),
        DateColumn("checked_on", label=_("Checked on"), sort_key="checked_on"),
        UsageCountColumn("usage_count", label=_("Used"), sort_key="usage_count"),
    ]
    edit_handler = TabbedInterface(
        [
            ObjectList(FIGURE, heading=_("Figure")),
            *(
                ObjectList(_words_in(code), heading=name)
                for code, name in settings.LANGUAGES
                if code != settings.LANGUAGE_CODE
            ),
        ]
    )
