"""What came of it: figures computed from our own records, and what others state, each with its period and its source."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.search import index

from cms.blocks import first_words, story_blocks
from cms.claims.models import Claim
from cms.cloth import weave
from cms.from_the_books import told
from cms.models.base import BasePage
from cms.pictures import pictures_in
from cooperatives.milestones.impact import impact
from cooperatives.milestones.models import Milestone


class ImpactPage(BasePage):
    intro = models.TextField(_("introduction"), blank=True)
    body = StreamField(
        story_blocks(),
        verbose_name=_("text"),
        blank=True,
        help_text=_(
            "Stands below the figures, which are computed from milestones, from the books and from the claims register."
        ),
    )

    content_panels = [*BasePage.content_panels, FieldPanel("intro"), FieldPanel("body")]
    search_fields = [*BasePage.search_fields, index.SearchField("intro"), index.SearchField("body")]
    parent_page_types = ["cms.HomePage"]
    subpage_types = []
    max_count_per_parent = 1
    template = "pages/impact.html"

    class Meta:
        verbose_name = _("impact")

    @property
    def in_one_sentence(self):
        return self.search_description or self.intro or first_words(self.body)

    def pictures_shown(self):
        return pictures_in(self.body)

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        today = timezone.localdate()
        # As the block of a text has them, whose template shows them here, too.
        told_below = {block.value["claim"] for block in self.body if block.block_type == "figure"}
        claims = [claim for claim in Claim.objects.checked() if claim not in told_below and claim.shown(today)]
        theirs: dict[str, list[dict]] = {}
        for claim in claims:
            if not claim.is_ours:
                theirs.setdefault(claim.attributed_to, []).append({"claim": claim})
        context.update(
            books=told(),
            sums=impact(on=today),
            cloth=weave(Milestone.objects.all(), today=today),
            today=today,
            our_claims=[{"claim": claim} for claim in claims if claim.is_ours],
            claims_of_others=list(theirs.items()),
        )
        return context
