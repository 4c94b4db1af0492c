"""What the templates of the workspace need beside their context."""

from django import template

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
