"""Five digits that only a leader knows: which ones may be chosen, and whether some are the right ones.

There are a hundred thousand, so what is stored would be guessed in a minute by whoever has the database. It is mixed with the
key of the site first, which is not in there; what is left to guess is at the door, where `tries` makes them wait.
"""

import re
import unicodedata

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from shop.workspace.entrance.models import Leader, Visit

LENGTH = 5
# Four digits next to each other that are a year somebody was born in, or lives in.
_YEAR = re.compile(r"(19[2-9]\d|20[0-3]\d)")
_ROWS = ("01234567890", "09876543210")


class NotAPin(Exception):
    """These digits cannot be chosen; says why, in words for the leader."""


class AlreadyChosen(Exception):
    """The leader has digits: only who knows them chooses others."""


def digits_of(typed: str) -> str:
    """The digits somebody typed, in whichever script, without the spaces around and between."""
    signs = "".join(str(typed).split())[:20]
    return "".join(str(unicodedata.digit(sign, sign)) for sign in signs)


def check(pin: str, leader: Leader) -> None:
    """Raise NotAPin where these digits are none that a leader may have."""
    if len(pin) != LENGTH or not re.fullmatch(r"[0-9]+", pin):
        raise NotAPin(_("Choose five numbers."))
    if len(set(pin)) < 3 or any(pin in row for row in _ROWS):
        raise NotAPin(_("These are too easy to guess. Mix the numbers more."))
    if _YEAR.search(pin):
        raise NotAPin(_("These look like a year. Others guess years first. Choose other numbers."))
    if pin in str(leader.phone or ""):
        raise NotAPin(_("These are in your phone number. Choose other numbers."))


def choose(*, leader: Leader, pin: str) -> Leader:
    """The leader’s first digits. Of two phones that choose at once, one does. May raise NotAPin or AlreadyChosen."""
    check(pin, leader)
    made = _hash(leader, pin)
    if not Leader.objects.filter(pk=leader.pk, pin_hash="").update(pin_hash=made):
        raise AlreadyChosen
    leader.pin_hash = made
    return leader


def change(*, leader: Leader, pin: str, visit: Visit) -> Leader:
    """Other digits, by a leader who has just typed the old ones; visits on other phones are over. May raise NotAPin."""
    check(pin, leader)
    leader.pin_hash = _hash(leader, pin)
    leader.save(update_fields=["pin_hash"])
    leader.visits.filter(ended_at=None).exclude(pk=visit.pk).update(ended_at=timezone.now())
    return leader


def is_right(leader: Leader | None, pin: str) -> bool:
    """Takes as long where there is no such leader, or one without digits, so that waiting tells nothing."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    if leader is None or not leader.pin_hash:
        for key in keys:
            make_password(_mixed(0, pin, key))
        return False
    return any(check_password(_mixed(leader.pk, pin, key), leader.pin_hash) for key in keys)


def _hash(leader: Leader, pin: str) -> str:
    return make_password(_mixed(leader.pk, pin, settings.SECRET_KEY))


def _mixed(number: int, pin: str, key: str) -> str:
    return salted_hmac("workspace.pin", f"{number}:{pin}", secret=key, algorithm="sha256").hexdigest()
