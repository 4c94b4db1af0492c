"""Films, recordings and captions: Wagtail's documents, of which ours are of these kinds only, and public."""

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument

from cms.media_files import Kind, Looked, MediaRefused, look_into


def name_of_ours(media_file: "MediaFile", _name: str) -> str:
    return media_file.looked.name()


class MediaFile(AbstractDocument):
    """A file that `cms.media_files` looked into: it has no other way in, because that is where its name comes from."""

    Kind = Kind

    file = models.FileField(_("file"), upload_to=name_of_ours, help_text=_("Public as soon as it is here."))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, editable=False)

    looked: Looked
    admin_form_fields = ("title", "file", "collection", "tags")

    class Meta(AbstractDocument.Meta):
        verbose_name = _("film or recording")
        verbose_name_plural = _("films and recordings")
        permissions = [("choose_document", _("Can choose a film or recording"))]
        constraints = [
            models.CheckConstraint(name="media_file_is_of_a_kind", condition=models.Q(kind__in=Kind.values))
        ]

    def clean(self):
        super().clean()
        if self.file and not self.file._committed:
            try:
                self._look()
            except MediaRefused as refused:
                raise ValidationError({"file": str(refused)}) from None

    def save(self, *args, **kwargs):
        if self.file and not self.file._committed and "looked" not in self.__dict__:
            self._look()
        super().save(*args, **kwargs)

    def _look(self) -> None:
        self.looked = look_into(self.file.file)
        self.kind = self.looked.kind


def add_media_file(*, file: File, title: str) -> MediaFile:
    """A film, recording or captions, with what Wagtail's own form would note of it; or MediaRefused."""
    made = MediaFile(title=title, file=file)
    made._set_document_file_metadata()
    made.save()
    return made
