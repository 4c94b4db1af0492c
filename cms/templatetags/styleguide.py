"""`{% state "Hover" %}…{% endstate %}`: an example in the style guide, shown as it looks and as it is written."""

import re
import textwrap

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.text import slugify

register = template.Library()


@register.simple_block_tag(takes_context=True)
def state(context, content, name: str, width: str = "", force: str = ""):
    """One state of the component whose partial this is. `width="wide"`: it takes the whole width of the page.

    `force="card:hover"`: the first element of class "card" looks as under a pointer (`cms.staticfiles.FORCED`).
    """
    component = context["component"].name
    if force:
        element, forced = force.split(":")
        content = re.sub(rf'class="{element}(?=[ "])', f'class="{element} is-{forced}', content, count=1)
    return mark_safe(
        render_to_string(
            "pages/styleguide_state.html",
            {
                "name": name,
                "anchor": f"{component}--{slugify(name)}",
                "width": width,
                "content": mark_safe(content),  # what this very template was rendered to
                "source": _tidy(content),
            },
        )
    )


def _tidy(html: str) -> str:
    """Without the empty lines and the indentation that template tags leave behind."""
    lines = [line.rstrip() for line in html.splitlines() if line.strip()]
    return re.sub(r"(srcset=\")[^\"]{60,}", r"\1…", textwrap.dedent("\n".join(lines)))
