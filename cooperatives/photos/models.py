"""The project's pictures: Wagtail's image model with what we must know and say about each, and its sizes."""

from datetime import date

from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import AbstractImage, AbstractRendition, ImageQuerySet, get_upload_to
from wagtail.utils.file import hash_filelike

from cooperatives.photos.fields import PhotoFileField
from cooperatives.photos.ingest import Ingested
from cooperatives.photos.renditions import SPECS, Picture, picture_sources
from cooperatives.photos.tasks import make_renditions_of


class PhotoQuerySet(ImageQuerySet):
    def with_renditions(self):
        """Pictures that can be shown (`photo.picture`) without further queries; also inside a Prefetch."""
        return self.prefetch_renditions(*SPECS)


class ShowsPeople(models.TextChoices):
    NOBODY = "nobody", _("Nobody can be recognised")
    NAMED = "named", _("The people named here")
    NOT_LOOKED_AT = "not_looked", _("Not looked at yet")


class Photo(AbstractImage):
    """A picture that passed `ingest`. Its alternative text is Wagtail's `description`."""

    file = PhotoFileField(verbose_name=_("file"), upload_to=get_upload_to, width_field="width", height_field="height")
    credit = models.CharField(_("credit"), max_length=120, blank=True, help_text=_("Who made the picture."))
    is_render = models.BooleanField(
        _("is a rendered picture, not a photograph"),
        default=False,
        help_text=_("Pages say so beside the picture."),
    )
    dominant_colour = models.CharField(
        _("dominant colour"),
        max_length=7,
        default="#f1e7d8",
        editable=False,
        validators=[RegexValidator(r"^#[0-9a-f]{6}$")],
    )
    shows_people = models.CharField(
        _("who is to be seen"),
        max_length=12,
        choices=ShowsPeople,
        default=ShowsPeople.NOT_LOOKED_AT,
        help_text=_("A picture that nobody has looked at is not shown to visitors."),
    )
    people = models.ManyToManyField(
        "consents.Person",
        verbose_name=_("people in the picture"),
        blank=True,
        related_name="photos",
        help_text=_("Everybody who can be recognised. The picture is shown while all of them allow it."),
    )
    # The last day on which all of them allow it; read from their consents whenever one changes.
    allowed_until = models.DateField(null=True, blank=True, editable=False)
    # Whether visitors may know the addresses of its files; see `showing`.
    is_public = models.BooleanField(default=False, editable=False)
    # Of the bytes that were sent; empty only for a picture that was never stored.
    original_sha256 = models.CharField(max_length=64, blank=True, editable=False, db_index=True)

    admin_form_fields = (
        "title",
        "file",
        "description",
        "credit",
        "is_render",
        "shows_people",
        "people",
        "collection",
        "tags",
        "focal_point_x",
        "focal_point_y",
        "focal_point_width",
        "focal_point_height",
    )

    objects = PhotoQuerySet.as_manager()

    class Meta(AbstractImage.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")

    def save(self, *args, **kwargs):
        is_new = self._state.adding
        if self.file and not self.file._committed:
            # Now and not while Django collects the values of the fields: passing the door fills in some of the others.
            self.file.save(self.file.name, self.file.file, save=False)
        if self.shows_people == ShowsPeople.NOBODY and not self.is_public:
            self.is_public = True
            if kwargs.get("update_fields") is not None:
                kwargs["update_fields"] = {*kwargs["update_fields"], "is_public"}
        super().save(*args, **kwargs)
        if self.__dict__.pop("_has_new_file", False):
            if not is_new:
                self.renditions.all().delete()
            make_renditions_of.enqueue(self.pk)

    def get_upload_to(self, filename):
        return f"pictures/{filename}"

    @property
    def picture(self) -> Picture:
        return picture_sources(self)

    def may_be_shown(self, day: date | None = None) -> bool:
        """To visitors: nobody can be recognised, or all who can allow it. Asks nothing."""
        if self.shows_people != ShowsPeople.NAMED:
            return self.shows_people == ShowsPeople.NOBODY
        return self.allowed_until is not None and self.allowed_until >= (day or timezone.localdate())

    @property
    def is_looked_at(self) -> bool:
        return self.shows_people != ShowsPeople.NOT_LOOKED_AT

    def receive(self, picture: Ingested) -> None:
        """Take over what the door learnt of a picture; called when it is stored."""
        self.dominant_colour = picture.dominant_colour
        self.original_sha256 = picture.sha256
        self.file_size = picture.size
        self.file_hash = hash_filelike(picture)
        self._has_new_file = True


class Rendition(AbstractRendition):
    image = models.ForeignKey(Photo, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="rendition_once_a_picture", fields=["image", "filter_spec", "focal_point_key"]
            )
        ]
