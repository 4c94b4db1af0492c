"""The form by which staff add pictures in the Wagtail admin: every upload passes `ingest` before anything reads it."""

from django.core.exceptions import ValidationError
from django.forms import FileField
from django.utils.translation import gettext_lazy as _
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from cooperatives.consents.models import Person
from cooperatives.photos.ingest import PictureRefused, ingest
from cooperatives.photos.models import ShowsPeople
from cooperatives.photos.showing import say_who_is_seen
from cooperatives.photos.tasks import make_renditions_of


class PhotoUploadField(WagtailImageField):
    def to_python(self, data):
        # Not super(): Wagtail's field would decode the upload right here, in the process of the web server.
        upload = FileField.to_python(self, data)
        if upload is None:
            return None
        try:
            return ingest(data=upload.read())
        except PictureRefused as refused:
            raise ValidationError(str(refused), code=str(refused.reason)) from refused


class PhotoForm(BaseImageForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # Replaced here and not declared on the class: Wagtail also makes forms of this one that have no file.
        if wagtails := self.fields.get("file"):
            self.fields["file"] = PhotoUploadField(
                label=wagtails.label, required=wagtails.required, widget=wagtails.widget
            )
        if description := self.fields.get("description"):
            description.label = _("Alternative text")
            description.help_text = _("What the picture shows, for people who do not see it.")
        if "shows_people" in self.fields:
            # Several pictures may be sent at once and looked at afterwards; until then visitors do not see them.
            self.fields["shows_people"].required = False
            self.fields["people"].queryset = Person.objects.all()

    def save(self, commit=True):
        photo = super().save(commit=commit)
        if commit and "shows_people" in self.cleaned_data:
            say_who_is_seen(photo, shows=photo.shows_people, people=self.cleaned_data.get("people", ()))
        if commit and self.original_file and "file" in self.changed_data:
            # Wagtail has just deleted all sizes, of the old file and, if they were made in the meantime, of the new.
            make_renditions_of.enqueue(photo.pk)
        return photo

    def clean(self):
        cleaned = super().clean()
        # If anything else is wrong, Wagtail's uploader would keep the original, unread, in the public media folder.
        if self.errors and "file" in self.files and "file" not in self.errors:
            self.add_error("file", _("The picture was not kept, because something else is not right yet."))
        return cleaned

    def clean_shows_people(self):
        return self.cleaned_data.get("shows_people") or ShowsPeople.NOT_LOOKED_AT

    def clean_people(self):
        people = self.cleaned_data["people"]
        shows = self.cleaned_data.get("shows_people")
        if shows == ShowsPeople.NAMED and not people:
            raise ValidationError(_("Please name everybody who can be recognised."))
        if people and shows == ShowsPeople.NOBODY:
            raise ValidationError(_("You said that nobody can be recognised. Please change that, or name nobody."))
        return people
