"""A field for several of a fixed list, kept as a plain list in the order of that list."""

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _


class SeveralField(models.JSONField):
    """`choices` as of any field; a value is a list of their keys. Ticked one by one in the editor."""

    default_error_messages = {"not_offered": _("%(values)s: not in the list.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"default": list, "blank": True} | kwargs)

    def clean(self, value, model_instance):
        keys = [key for key, _label in self.flatchoices]
        return [key for key in keys if key in super(SeveralField, self).clean(value or [], model_instance)]

    def validate(self, value, model_instance):
        keys = [key for key, _label in self.flatchoices]
        strange = [item for item in value if item not in keys]
        if strange:
            message = self.error_messages["not_offered"]
            raise ValidationError(message, code="not_offered", params={"values": strange})

    def formfield(self, **kwargs):
        """Whatever widget is the editor's usual one for a list of choices: here more than one may be ticked."""
        keys = {str(key): key for key, _label in self.flatchoices}
        return forms.TypedMultipleChoiceField(
            label=kwargs.get("label", self.verbose_name),
            help_text=kwargs.get("help_text", self.help_text),
            required=False,
            choices=self.flatchoices,
            coerce=lambda ticked: keys.get(ticked, ticked),
            widget=forms.CheckboxSelectMultiple,
        )
