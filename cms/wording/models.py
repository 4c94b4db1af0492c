"""What speakers of a language said of the words in it: right as they are, or how they should be."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Reviewed(models.Model):
    """A sentence that a speaker has gone through. Their words are shown from then on, whatever the catalogue says."""

    language = models.CharField(_("language"), max_length=8)
    # The sentence in English, after its context if it has one: when it changes, it is another sentence to go through.
    key = models.TextField()
    # One form, or one for each number.
    forms = models.JSONField()
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("gone through by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    reviewed_at = models.DateTimeField(_("gone through at"))

    class Meta:
        verbose_name = _("word gone through")
        verbose_name_plural = _("words gone through")
        constraints = [models.UniqueConstraint(fields=["language", "key"], name="a_sentence_is_gone_through_once")]

    def __str__(self):
        return self.key[:80]
