"""How milestones are told: what one of them did, and what many add up to."""

from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from cooperatives.milestones.units import WORDS, Unit, written

if TYPE_CHECKING:
    from cooperatives.milestones.models import Milestone

# What is added up besides what was counted in a unit.
TIMES, TRAINEES, TRAINED_IN_TURN = "times", "trainees", "trained_in_turn"
_SUMS = {
    ("training", TIMES): ngettext_lazy("%(count)s training", "%(count)s trainings", "number"),
    ("training", TRAINEES): ngettext_lazy("%(count)s person trained", "%(count)s people trained", "number"),
    ("training", TRAINED_IN_TURN): ngettext_lazy(
        "%(count)s person whom they trained in turn", "%(count)s people whom they trained in turn", "number"
    ),
    ("exchange_visit", TIMES): ngettext_lazy("%(count)s exchange visit", "%(count)s exchange visits", "number"),
    ("exchange_visit", Unit.PEOPLE): ngettext_lazy(
        "%(count)s person on a visit", "%(count)s people on a visit", "number"
    ),
    ("fair", TIMES): ngettext_lazy("%(count)s fair", "%(count)s fairs", "number"),
    ("start_up_kit", Unit.KITS): ngettext_lazy("%(count)s start-up kit", "%(count)s start-up kits", "number"),
    ("land", Unit.HECTARES): ngettext_lazy("%(count)s hectare of land", "%(count)s hectares of land", "number"),
    ("savings_group_formed", Unit.GROUPS): ngettext_lazy(
        "%(count)s savings group formed", "%(count)s savings groups formed", "number"
    ),
    ("savings_group_formed", Unit.MEMBERS): ngettext_lazy(
        "%(count)s member in them", "%(count)s members in them", "number"
    ),
}


def summed(kind: str, measure: str, count: Decimal | int) -> str:
    """A sum in words, as "12 trainings" or "36 goats"."""
    words = _SUMS.get((kind, measure)) or WORDS[measure]
    # Gettext knows plurals of whole numbers only; half a hectare is said as several are.
    number = int(count) if count == int(count) else 2
    return words % {"count": written(count), "number": number}


def facts(milestone: "Milestone") -> list[str]:
    """What one milestone came to, in a few words each; what is expected is never said as if it had been."""
    found = [milestone.counted] if milestone.count is not None else []
    if milestone.trainees is not None:
        found.append(summed("training", TRAINEES, milestone.trainees))
    if milestone.trained_in_turn is not None:
        found.append(summed("training", TRAINED_IN_TURN, milestone.trained_in_turn))
    if milestone.is_reached:
        return found
    return [_("expected: %(what)s") % {"what": what} for what in found]
