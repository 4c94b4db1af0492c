"""A leader proves who they are, with the five digits: on a phone that knows them, by their phone number, or by their card."""

from shop.workspace.entrance import pin as pins
from shop.workspace.entrance import tries
from shop.workspace.entrance.models import Card, Device, Leader


class NotThem(Exception):
    """Wrong digits, or nobody whom they could belong to; which of the two is not said."""


def prove_on_phone(*, leader: Leader, device: Device, pin: str) -> Leader:
    """The leader was chosen among those of this phone. May raise NotThem or tries.Wait."""
    return _prove(leader, pin, [tries.on_phone(device, leader)])


def prove_by_number(*, number: str, pin: str, device: Device | None = None) -> Leader:
    """The number is written as +250…; it need not be anybody’s. May raise NotThem or tries.Wait."""
    leader = Leader.objects.active().with_names().filter(phone=number).first()
    keys = [tries.by_number(number)]
    return _prove(leader, pin, [tries.by_phone(device), *keys] if device else keys)


def prove_by_card(*, card: Card, pin: str) -> Leader:
    """The card is one that opens. May raise NotThem or tries.Wait."""
    return _prove(card.leader, pin, [tries.by_card(card.leader)])


def _prove(leader: Leader | None, pin: str, keys: list[str]) -> Leader:
    for key in keys:
        tries.count(key)
    if not pins.is_right(leader, pin):
        raise NotThem
    tries.wipe(keys)
    return leader
