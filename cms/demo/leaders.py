"""The demo's leaders, of three groups; two of them share a phone. Their digits are printed on the screen, with the demo's accounts.

They open nothing in production: digits are mixed with the key of the site, and the demo's key is refused there.
"""

from dataclasses import dataclass

from django.conf import settings

from cooperatives.models import Artisan
from shop.workspace.entrance import pin as pins
from shop.workspace.entrance.models import Device, Leader, hash_of, new_secret


@dataclass(frozen=True)
class DemoLeader:
    """`phone` as it is typed; `device` what the phone calls itself."""

    name: str
    phone: str
    pin: str
    device: str
    language: str = "rw"


SHARED = "Linux; Android 10; TECNO POP 4"
LEADERS = (
    DemoLeader("Béatha Uwimbabazi", "0788 000 101", "40718", SHARED),
    DemoLeader("Consolée Mukarugwiza", "0788 000 102", "58306", SHARED),
    DemoLeader("Spéciose Nyiraneza", "0788 000 103", "61739", "Linux; Android 11; itel A27", "fr"),
    DemoLeader("Josiane Uwamariya", "0788 000 104", "93582", "Linux; Android 13; SM-A035F", "en"),
)


def load_leaders() -> list[DemoLeader]:
    """Make those who are missing; digits that were changed are left alone."""
    if not settings.IS_DEMO:
        raise RuntimeError("Demo leaders are only for the demo.")
    for row in LEADERS:
        artisan = Artisan.objects.get(person__full_name=row.name)
        if not Leader.objects.filter(artisan=artisan).exists():
            leader = Leader.objects.create(
                artisan=artisan, phone="+250" + row.phone.replace(" ", "")[1:], language=row.language
            )
            pins.choose(leader=leader, pin=row.pin)
            _phone(row.device).leaders.add(leader)
    return list(LEADERS)


def _phone(name: str) -> Device:
    """A phone as staff see it; nobody holds what it would have to carry."""
    known = Device.objects.filter(name=name).first()
    return known or Device.objects.create(name=name, token_hash=hash_of(new_secret()))
