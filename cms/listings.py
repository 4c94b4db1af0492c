"""Lists of all pages of one kind in the back office, wherever they stand: with author, state and how their translations are."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_filters import ModelChoiceFilter
from wagtail.admin.ui.tables import Column, DateColumn, LocaleColumn, TitleColumn, UserColumn
from wagtail.admin.ui.tables.pages import BulkActionsColumn, PageStatusColumn
from wagtail.admin.views.pages.listing import IndexView, PageFilterSet
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.models import Locale

from cms.models import EventPage, PartnerPage, ProgrammePage, StandardPage, StoryPage
from cms.translations import dated, is_stale


class KindIndexView(IndexView):
    """The columns are read in the same number of queries however many pages there are."""

    def annotate_queryset(self, pages):
        return super().annotate_queryset(dated(pages)).select_related("owner", "locale")


def _stale(page) -> str:
    return _("The original has changed") if is_stale(page) else ""


def _edit(page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


class KindFilterSet(PageFilterSet):
    # Not by the name of `locale`, which Wagtail's own lists read as a code.
    language = ModelChoiceFilter(label=_("Language"), field_name="locale", queryset=Locale.objects.all())

    class Meta(PageFilterSet.Meta):
        fields = ["live", "owner"]


class KindViewSet(PageListingViewSet):
    """`dates`: the columns of this kind alone."""

    index_view_class = KindIndexView
    add_to_admin_menu = False
    dates: tuple[Column, ...] = ()

    @property
    def columns(self):
        return [
            BulkActionsColumn("bulk_actions"),
            # Without the menu of acts in each row, for which wagtail-localize asks two queries a page: they are in the editor.
            TitleColumn(
                "title", label=_("Title"), accessor="get_admin_display_title", sort_key="title", get_url=_edit
            ),
            LocaleColumn(label=_("Language")),
            UserColumn("owner", label=_("Author")),
            Column("stale", label=_("Translation"), accessor=_stale),
            *self.dates,
            DateColumn("latest_revision_created_at", label=_("Changed"), sort_key="latest_revision_created_at"),
            PageStatusColumn("status", label=_("State"), sort_key="live"),
        ]

    filterset_class = KindFilterSet


def _filters(page_model, *names):
    meta = type("Meta", (KindFilterSet.Meta,), {"model": page_model, "fields": [*KindFilterSet.Meta.fields, *names]})
    return type(f"{page_model.__name__}FilterSet", (KindFilterSet,), {"Meta": meta})


class StoryListing(KindViewSet):
    model = StoryPage
    name = "stories"
    icon = "doc-full-inverse"
    menu_label = _("Stories")
    dates = (DateColumn("told_on", label=_("Told on"), sort_key="told_on"),)
    filterset_class = _filters(StoryPage, "told_on")


class ProgrammeListing(KindViewSet):
    model = ProgrammePage
    name = "programmes"
    icon = "list-ol"
    menu_label = _("Programmes")
    dates = (Column("state", label=_("Where it stands"), accessor="get_state_display", sort_key="state"),)
    filterset_class = _filters(ProgrammePage, "state")


class EventListing(KindViewSet):
    model = EventPage
    name = "events"
    icon = "date"
    menu_label = _("Events")
    dates = (DateColumn("starts_at", label=_("Begins"), sort_key="starts_at"),)
    filterset_class = _filters(EventPage, "kind", "starts_at")


class PartnerListing(KindViewSet):
    model = PartnerPage
    name = "partners"
    icon = "group"
    menu_label = _("Partners")
    filterset_class = _filters(PartnerPage)


class StandardListing(KindViewSet):
    model = StandardPage
    name = "standard_pages"
    icon = "doc-empty"
    menu_label = _("Pages that explain")
    filterset_class = _filters(StandardPage)


class ContentGroup(ViewSetGroup):
    items = (StoryListing, ProgrammeListing, EventListing, PartnerListing, StandardListing)
    menu_label = _("Publishing")
    menu_icon = "doc-full-inverse"
    menu_name = "content"
    # Before the tree of pages.
    menu_order = 90
