"""From when to when: of a partnership in years or days, of an event in days and hours of Rwanda."""

from datetime import date, datetime

from django import template
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

register = template.Library()


@register.simple_tag
def period(begins_on: date, ends_on: date | None) -> str:
    """In years where it is of whole years, in days otherwise."""
    in_years = (begins_on.month, begins_on.day) == (1, 1) and (
        ends_on is None or (ends_on.month, ends_on.day) == (12, 31)
    )
    first = str(begins_on.year) if in_years else date_format(begins_on)
    if ends_on is None:
        return _("since %(day)s") % {"day": first}
    last = str(ends_on.year) if in_years else date_format(ends_on)
    if first == last:
        return first
    return f"{first}–{last}" if in_years else f"{first} – {last}"


@register.simple_tag
def when(starts_at: datetime, ends_at: datetime) -> str:
    """On the clocks of Rwanda, where it happens."""
    starts_at, ends_at = timezone.localtime(starts_at), timezone.localtime(ends_at)
    if starts_at.date() == ends_at.date():
        return f"{_day(starts_at)}, {time_format(starts_at, 'H:i')}–{time_format(ends_at, 'H:i')}"
    return f"{_day(starts_at)}, {time_format(starts_at, 'H:i')} – {_day(ends_at)}, {time_format(ends_at, 'H:i')}"


def _day(moment: datetime) -> str:
    return f"{date_format(moment, 'l')}, {date_format(moment)}"
