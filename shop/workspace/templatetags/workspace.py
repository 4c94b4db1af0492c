"""What the templates of the workspace need beside their context."""

from django import template
from django.utils.translation import gettext_lazy as _

register = template.Library()


@register.filter
def initials(name: str) -> str:
    """Two letters to know somebody by, where there is no picture: of the first and the last of their names."""
    words = [word for word in name.split() if word[0].isalpha()]
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


@register.filter
def stitches(whole: int, at: int) -> list[str]:
    """The stitches of a band of `whole` steps of which the `at`-th is being taken, the first being 1."""
    return ["done" if step < at else "now" if step == at else "next" for step in range(1, int(whole) + 1)]


@register.filter
def megabytes(size: int | None) -> str:
    """As people count them who pay by the megabyte: one decimal, and never nothing for something."""
    return str(_("%(number)s MB")) % {"number": f"{max((size or 0) / 1_000_000, 0.1 if size else 0):.1f}"}
