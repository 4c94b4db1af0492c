"""Themes: what stories, programmes and partnerships are about, beyond a single group or piece."""

from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import TranslatableMixin
from wagtail.snippets.models import register_snippet


@register_snippet
class Theme(TranslatableMixin, models.Model):
    """A word that stories are found by, in one language; its translations share a key."""

    name = models.CharField(_("name"), max_length=60)
    slug = models.SlugField(_("address"), max_length=60, blank=True, help_text=_("Left empty: made of the name."))

    panels = [FieldPanel("name"), FieldPanel("slug")]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["slug", "locale"], name="theme_address_once_a_language")]

    def __str__(self):
        return self.name

    def clean(self):
        self.slug = self.slug or slugify(self.name)

    def save(self, *args, **kwargs):
        if self.locale_id is None:
            self.locale = self.get_default_locale()
        self.slug = self.slug or slugify(self.name)
        super().save(*args, **kwargs)
