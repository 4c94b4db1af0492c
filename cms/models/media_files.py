"""Films, recordings and captions: Wagtail's documents, of which ours are of these kinds only, and public."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument


class MediaFile(AbstractDocument):
    """A file that passed `cms.media_files`, which looked into it. Its name is ours, not the sender's."""

    class Kind(models.TextChoices):
        VIDEO = "video", _("Film")
        AUDIO = "audio", _("Sound")
        CAPTIONS = "captions", _("Captions")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, editable=False)

    admin_form_fields = ("title", "file", "collection", "tags")

    class Meta(AbstractDocument.Meta):
        verbose_name = _("film or recording")
        verbose_name_plural = _("films and recordings")
        permissions = [("choose_document", _("Can choose a film or recording"))]
