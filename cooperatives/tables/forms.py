"""The file with a table, and what is carried from its dry run to its doing."""

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _

from cooperatives.tables.reading import MAX_BYTES


class FileForm(forms.Form):
    file = forms.FileField(
        label=_("Table"),
        help_text=_("A workbook (XLSX) or a CSV file of up to one megabyte. The first row names the columns."),
        widget=forms.FileInput(
            {"accept": ".csv,.txt,.xlsx,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
        ),
    )

    def clean_file(self) -> bytes:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(_("This file is larger than one megabyte. Please split it."))
        return file.read()


def sealed(data: bytes, fingerprint: str, *, salt: str) -> str:
    """A file with the fingerprint of what was shown of it, to travel in a hidden field; nobody else can have written it."""
    return signing.dumps([data.decode("latin-1"), fingerprint], salt=salt, compress=True)


def opened(text: str, *, salt: str) -> tuple[bytes, str]:
    """The same again. Raises `signing.BadSignature`."""
    data, fingerprint = signing.loads(text, salt=salt)
    return data.encode("latin-1"), fingerprint
