"""The doors of the first room, and how much waits behind each: three questions to the books of the house, however much there is."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shop.workspace.daily.packing import waiting_of
from shop.workspace.daily.pauses import pause_of
from shop.workspace.entrance.models import Leader
from shop.workspace.listings.models import Submission


@dataclass(frozen=True)
class Tile:
    """`count` of what waits, in words for the ear in `count_label`."""

    name: str
    icon: str
    label: str
    kind: str = ""
    count: int = 0
    count_label: str = ""
    note: str = ""

    @property
    def url(self) -> str:
        return reverse(f"workspace:{self.name}")


def tiles_for(leader: Leader) -> list[Tile]:
    group = leader.cooperative
    to_change = Submission.objects.of(group).filter(state=Submission.State.CHANGE_ASKED).count()
    to_pack = waiting_of(group).filter(packing=None).count()
    pause = pause_of(group)
    return [
        Tile("new-piece", "camera", _("Show a new piece"), kind="main"),
        Tile(
            "pieces",
            "basket",
            _("Our pieces"),
            count=to_change,
            count_label=ngettext("%(count)s to change", "%(count)s to change", to_change) % {"count": to_change},
        ),
        Tile("sold", "market", _("Sold here today")),
        Tile(
            "pack",
            "parcel",
            _("To pack"),
            count=to_pack,
            count_label=ngettext("%(count)s to pack", "%(count)s to pack", to_pack) % {"count": to_pack},
        ),
        Tile("money", "money", _("Our money")),
        Tile("story", "story", _("Tell a story")),
        Tile("shown", "shown", _("Where I am shown")),
        Tile(
            "away",
            "away",
            _("We are away"),
            note=_("until %(day)s") % {"day": date_format(pause.until, "j E")} if pause else "",
        ),
        Tile("language", "language", _("Language")),
    ]
