"""Texts about pieces are plain: what looks like markup is taken out when they are saved, so no page can run it."""

from django import forms
from django.utils.html import strip_tags
from django.utils.text import normalize_newlines


class PlainTextField(forms.CharField):
    """A text without markup. The widget keeps Oscar's rich-text editor away."""

    def __init__(self, *args, rows: int = 4, **kwargs):
        widget = forms.Textarea(attrs={"class": "no-widget-init", "rows": rows})
        super().__init__(*args, widget=widget, **kwargs)

    def to_python(self, value):
        return normalize_newlines(strip_tags(super().to_python(value)))
