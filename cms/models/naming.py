"""What a community is called here, as the organisation decides; and words that the editor points out, with why and what instead."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.snippets.models import register_snippet

LANGUAGES = settings.LANGUAGES


@register_setting(icon="group")
class CommunityName(BaseSiteSetting):
    """One name in each language. A person's own words for themselves stand beside it, in what they say."""

    name = models.CharField(
        _("name of the community"),
        max_length=120,
        blank=True,
        default="Historically Marginalised People",
        help_text=_("As the organisation decided with the people themselves."),
    )
    decided = models.TextField(
        _("how it was decided"),
        blank=True,
        help_text=_("With whom, and when. For those who write; not shown on pages."),
    )

    panels = [
        MultiFieldPanel([FieldPanel(f"name_{code}") for code, _name in LANGUAGES], heading=_("Name of the community")),
        FieldPanel("decided"),
    ]

    class Meta:
        verbose_name = _("name of the community")

    def __str__(self):
        return self.name


@register_snippet
class AvoidedWord(models.Model):
    """A word that is pointed out, besides those of `cms.naming_words`; or one of those that shall not be any more."""

    language = models.CharField(_("language"), max_length=5, choices=LANGUAGES)
    words = models.CharField(
        _("words"),
        max_length=255,
        help_text=_("All forms, with commas between them: “needy, neediest”. Accents do not matter."),
    )
    reason = models.CharField(_("why"), max_length=255, blank=True)
    alternative = models.CharField(_("better"), max_length=255, blank=True, help_text=_("What to write instead."))
    is_pointed_out = models.BooleanField(
        _("is pointed out"), default=True, help_text=_("Not ticked: this word may be written from now on.")
    )

    panels = [
        FieldRowPanel([FieldPanel("language"), FieldPanel("words")]),
        FieldPanel("reason"),
        FieldPanel("alternative"),
        FieldPanel("is_pointed_out"),
    ]

    class Meta:
        verbose_name = _("word to avoid")
        verbose_name_plural = _("words to avoid")
        ordering = ["language", "words"]

    def __str__(self):
        return self.words

    @property
    def forms(self) -> list[str]:
        return [word.strip() for word in self.words.split(",") if word.strip()]
