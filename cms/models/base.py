"""What all pages have in common."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page


class BasePage(Page):
    """A page with a picture for those who pass its address on."""

    social_picture = models.ForeignKey(
        "photos.Photo",
        verbose_name=_("picture for sharing"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Shown where somebody shares the address of this page."),
    )

    promote_panels = [
        *Page.promote_panels,
        MultiFieldPanel([FieldPanel("social_picture")], heading=_("Sharing")),
    ]

    class Meta:
        abstract = True

    @property
    def picture_to_share(self):
        """The picture that stands for this page elsewhere."""
        return self.social_picture

    @property
    def in_one_sentence(self) -> str:
        """What a search engine may show below the title."""
        return self.search_description

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        # Without the root above the home page, and without the home page, which the breadcrumb names itself.
        context["way"] = [
            {"title": ancestor.title, "url": ancestor.get_url(request)}
            for ancestor in self.get_ancestors().live().filter(depth__gt=2)
        ]
        return context
