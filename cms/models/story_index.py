"""The list of stories, newest first, a page of it at a time; narrowed by theme, cooperative and technique."""

from django.core.paginator import Paginator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from cms.models.base import BasePage
from cms.models.stories import StoryPage
from cms.story_filter import StoryFilter

# One large and then two in a row.
STORIES_A_PAGE = 13


class StoryIndexPage(BasePage):
    intro = models.TextField(_("introduction"), blank=True)

    content_panels = [*BasePage.content_panels, FieldPanel("intro")]
    search_fields = BasePage.search_fields
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.StoryPage"]
    max_count_per_parent = 1
    template = "pages/story_index.html"

    class Meta:
        verbose_name = _("list of stories")
        verbose_name_plural = _("lists of stories")

    @property
    def in_one_sentence(self):
        return self.search_description or self.intro

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        narrowing = StoryFilter(StoryPage.objects.live().child_of(self), request.GET, locale_id=self.locale_id)
        paginator = Paginator(narrowing.results().newest_first().for_cards(), STORIES_A_PAGE)
        stories = paginator.get_page(request.GET.get("page"))
        context.update(
            facets=narrowing.facets,
            is_narrowed=narrowing.is_narrowed,
            chosen=narrowing.chosen,
            query_without_page=narrowing.query(),
            stories=stories,
            page_number=stories.number,
        )
        return context
