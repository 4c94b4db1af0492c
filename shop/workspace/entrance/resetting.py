"""New digits for a leader who forgot them: one member of staff asks, another one agrees, and then a new card lets her choose.

Whoever can give digits anew can go in as the leader. So nobody can alone, and the database holds that, too.
"""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shop.users.models import User
from shop.workspace.entrance.models import Leader, PinReset


class NotReset(Exception):
    """It cannot be done; says why, in words for staff."""


def ask_for_reset(*, leader: Leader, by: User, reason: str) -> PinReset:
    """Nothing changes yet. May raise NotReset."""
    try:
        with transaction.atomic():
            return PinReset.objects.create(leader=leader, asked_by=by, reason=reason)
    except IntegrityError as there_is_one:
        raise NotReset(_("New digits were asked for already: somebody else has to agree.")) from there_is_one


@transaction.atomic
def agree_to_reset(*, reset: PinReset, by: User) -> PinReset:
    """The old digits and cards are void, and all visits over; a new card lets the leader choose. May raise NotReset."""
    reset = _open(reset)
    if by.pk == reset.asked_by_id:
        raise NotReset(_("You asked for it yourself: somebody else has to agree."))
    now = timezone.now()
    reset.agreed_by, reset.ended_at = by, now
    reset.save(update_fields=["agreed_by", "ended_at"])
    leader = reset.leader
    leader.pin_hash = ""
    leader.save(update_fields=["pin_hash"])
    leader.cards.filter(revoked_at=None).update(revoked_at=now)
    leader.visits.filter(ended_at=None).update(ended_at=now)
    return reset


@transaction.atomic
def give_up_reset(*, reset: PinReset) -> PinReset:
    """She remembered, or it was not her who asked. May raise NotReset."""
    reset = _open(reset)
    reset.ended_at = timezone.now()
    reset.save(update_fields=["ended_at"])
    return reset


def _open(reset: PinReset) -> PinReset:
    found = (
        PinReset.objects.select_for_update(of=("self",)).select_related("leader").filter(pk=reset.pk, ended_at=None)
    )
    if (row := found.first()) is None:
        raise NotReset(_("That is over: it was done or given up before."))
    return row
