"""Which groups staff trust: what these send is live at once."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cooperatives.models import Cooperative


class TrustQuerySet(models.QuerySet):
    def in_group(self, cooperative: int) -> bool:
        return self.filter(cooperative=cooperative, cooperative__is_active=True).exists()


class Trust(models.Model):
    """Staff need not read what this group sends before it is live. Taken away by deleting it; the log keeps who did what."""

    cooperative = models.OneToOneField(
        Cooperative, verbose_name=_("cooperative"), on_delete=models.CASCADE, related_name="trust"
    )
    why = models.CharField(_("why"), max_length=255, help_text=_("What they have shown that they can do well."))
    given_at = models.DateTimeField(_("since"), auto_now_add=True)

    objects = TrustQuerySet.as_manager()

    class Meta:
        verbose_name = _("trusted group")
        verbose_name_plural = _("trusted groups")
        ordering = ["cooperative__name", "pk"]
        # Of no one model: submissions, pictures, story ideas and reviews wait in one queue.
        permissions = [("review", _("Can decide about what leaders and buyers sent"))]

    def __str__(self):
        return str(self.cooperative)
