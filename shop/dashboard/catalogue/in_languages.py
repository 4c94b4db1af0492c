"""Forms whose texts are said in each language: the fields as they are take the English, whatever the language of the browser."""

from copy import deepcopy

from django import forms
from django.conf import settings
from django.utils import translation
from modeltranslation.utils import build_localized_fieldname

OTHERS = [(code, name) for code, name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]


class InLanguages:
    """Before a ModelForm. `said` are the fields that have a column for each language."""

    said: tuple[str, ...] = ()

    def __init__(self, *args, **kwargs):
        with translation.override(settings.LANGUAGE_CODE):
            super().__init__(*args, **kwargs)
        for code, name in OTHERS:
            for field in self.said:
                column = build_localized_fieldname(field, code)
                self.fields[column] = _like(self.fields[field], code, name)
                self.initial[column] = getattr(self.instance, column) or ""

    def in_other_languages(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The name of each language with its fields."""
        return [(name, [self[build_localized_fieldname(field, code)] for field in self.said]) for code, name in OTHERS]

    def _post_clean(self):
        with translation.override(settings.LANGUAGE_CODE):
            for code, _name in OTHERS:
                for field in self.said:
                    column = build_localized_fieldname(field, code)
                    if column in self.cleaned_data:
                        setattr(self.instance, column, self.cleaned_data[column])
            super()._post_clean()

    def save(self, *args, **kwargs):
        with translation.override(settings.LANGUAGE_CODE):
            return super().save(*args, **kwargs)


def _like(field: forms.Field, code: str, name: str) -> forms.Field:
    """The same field for another language; what is left empty is shown in English."""
    own = deepcopy(field)
    own.required = own.widget.is_required = False
    own.label, own.help_text = f"{field.label} ({name})", ""
    own.widget.attrs["lang"] = code
    return own
