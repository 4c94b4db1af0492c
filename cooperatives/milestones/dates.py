"""Dates that are known to the day, to the month or only to the year."""

import calendar
from datetime import date

from django.db.models import TextChoices
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _


class Precision(TextChoices):
    DAY = "day", _("Day")
    MONTH = "month", _("Month")
    YEAR = "year", _("Year")

    def first_of(self, day: date) -> date:
        """The first day of what is meant."""
        match self:
            case Precision.YEAR:
                return day.replace(month=1, day=1)
            case Precision.MONTH:
                return day.replace(day=1)
            case _:
                return day


def end_of(day: date, precision: str) -> date:
    """The last day of what is meant."""
    match precision:
        case Precision.YEAR:
            return day.replace(month=12, day=31)
        case Precision.MONTH:
            return day.replace(day=calendar.monthrange(day.year, day.month)[1])
        case _:
            return day


def written(day: date, precision: str) -> str:
    """For people."""
    match precision:
        case Precision.YEAR:
            return str(day.year)
        case Precision.MONTH:
            return date_format(day, "F Y")
        case _:
            return date_format(day, "DATE_FORMAT")


def iso(day: date, precision: str) -> str:
    """For machines: 2024, 2024-03 or 2024-03-12, which is what `<time>` understands, too."""
    return day.isoformat()[: {Precision.YEAR: 4, Precision.MONTH: 7}.get(precision, 10)]
