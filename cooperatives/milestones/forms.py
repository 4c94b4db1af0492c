"""The file with milestones, and what is carried from its dry run to its doing."""

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _

from cooperatives.milestones.spreadsheet import MAX_BYTES

_SALT = "milestones"


class FileForm(forms.Form):
    file = forms.FileField(
        label=_("Table of milestones"),
        help_text=_("A CSV file of up to one megabyte. The first row names the columns."),
        widget=forms.FileInput({"accept": ".csv,.txt,text/csv"}),
    )

    def clean_file(self) -> bytes:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(_("This file is larger than one megabyte. Please split it."))
        return file.read()


def sealed(data: bytes, fingerprint: str) -> str:
    """A file with the fingerprint of what was shown of it, to travel in a hidden field; nobody else can have written it."""
    return signing.dumps([data.decode("latin-1"), fingerprint], salt=_SALT, compress=True)


def opened(text: str) -> tuple[bytes, str]:
    """The same again. Raises `signing.BadSignature`."""
    data, fingerprint = signing.loads(text, salt=_SALT)
    return data.encode("latin-1"), fingerprint
