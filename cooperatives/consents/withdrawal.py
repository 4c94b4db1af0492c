"""A person no longer allows something, or the time is over: every place that shows it takes it down at once.

What is shown is asked of the consents whenever a name or a picture is shown; taking down removes the rest: pages, files,
entries of the search. A task does the same again, should the first time have been interrupted.
"""

import logging
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.core.cache import cache
from django.db import models, transaction
from django.utils import timezone

from cooperatives.consents import places
from cooperatives.consents.models import Consent, Person, TakenDown
from cooperatives.consents.register import Wording, record
from cooperatives.consents.scopes import Scope
from cooperatives.consents.tasks import take_down_again

log = logging.getLogger(__name__)


class AlreadyWithdrawn(Exception):
    """This consent was withdrawn before."""


@dataclass(frozen=True)
class Removal:
    """What was taken down, and what is out of our hands."""

    removed: list[places.Use] = field(default_factory=list)
    beyond_recall: list[str] = field(default_factory=list)


def withdraw(consent: Consent, *, by, reason: str = "", at: datetime | None = None) -> Removal:
    """End a consent now, and take down what only this one allowed. May raise AlreadyWithdrawn."""
    with transaction.atomic():
        _mark(consent, by=by, reason=reason, at=at or timezone.now())
        take_down_again.enqueue(consent.person_id, TakenDown.Cause.WITHDRAWN)
    return take_down(consent.person, TakenDown.Cause.WITHDRAWN)


def withdraw_everything(person: Person, *, by, reason: str = "", at: datetime | None = None) -> Removal:
    """The same for all that a person allowed."""
    with transaction.atomic():
        for consent in person.consents.filter(withdrawn_at__isnull=True):
            _mark(consent, by=by, reason=reason, at=at or timezone.now())
        take_down_again.enqueue(person.pk, TakenDown.Cause.WITHDRAWN)
    return take_down(person, TakenDown.Cause.WITHDRAWN)


def withdraw_scopes(
    person: Person, scopes: Collection[Scope], *, by, reason: str = "", at: datetime | None = None
) -> Removal:
    """End what a person allowed of these alone. A consent to more is ended, too, and what is left of it recorded anew first, so
    that nothing else is taken down."""
    at = at or timezone.now()
    with transaction.atomic():
        # Of two who say it at once, the second finds nothing left to end.
        list(Person.objects.select_for_update().filter(pk=person.pk))
        today = timezone.localdate(at)
        for consent in person.consents.filter(withdrawn_at__isnull=True, valid_until__gte=today):
            rest = [scope for scope in consent.scopes if scope not in scopes]
            if len(rest) == len(consent.scopes):
                continue
            if rest:
                record(_less(consent, rest), by=by)
            _mark(consent, by=by, reason=reason, at=at)
        take_down_again.enqueue(person.pk, TakenDown.Cause.WITHDRAWN)
    return take_down(person, TakenDown.Cause.WITHDRAWN)


def _less(consent: Consent, scopes: Collection[Scope]) -> Wording:
    """What was said, how and until when as it was; only less."""
    return Wording(
        person=consent.person,
        scopes=scopes,
        how=consent.how,
        languages=consent.languages,
        read_back_language=consent.read_back_language,
        read_back_by=consent.read_back_by,
        witness=consent.witness,
        guardian=consent.guardian,
        valid_from=consent.valid_from,
        valid_until=consent.valid_until,
        evidence=consent.evidence or None,
    )


def take_down(person: Person, cause: TakenDown.Cause) -> Removal:
    """Remove everything that shows this person without consent; done twice, the second time finds nothing."""
    person = Person.objects.with_consents().get(pk=person.pk)
    gone = lost_scopes(person)
    removed = []
    for place in list(places.PLACES.values()):
        try:
            with transaction.atomic():
                removed += place.take_down(person, gone)
        except Exception:  # one place in trouble must not keep the others up; the task tries again
            log.exception("Could not take down %s of person %s", place.name, person.pk)
    places.changed(person)
    outside = [str(use) for use in person.outside_uses.filter(is_removed=False)] if gone else []
    _note(person, cause, removed, outside)
    cache.clear()
    return Removal(removed, outside)


def lost_scopes(person: Person) -> list[Scope]:
    """What a person read `with_consents()` does not allow today."""
    return [scope for scope in Scope if not person.allows(scope)]


def _mark(consent: Consent, *, by, reason: str, at: datetime) -> None:
    # The one change a consent goes through; asked of the database, so that it happens once.
    waiting = models.QuerySet(Consent).filter(pk=consent.pk, withdrawn_at__isnull=True)
    if not waiting.update(withdrawn_at=at, withdrawn_by=by, withdrawn_reason=reason[:255]):
        raise AlreadyWithdrawn(consent.pk)
    consent.refresh_from_db()


def _note(person: Person, cause: TakenDown.Cause, removed: Iterable[places.Use], outside: Iterable[str]) -> None:
    known = set(person.taken_down.filter(is_recalled=False).values_list("what", flat=True))
    TakenDown.objects.bulk_create(
        [
            *(
                TakenDown(person=person, cause=cause, what=use.what[:255], is_recalled=use.is_recalled)
                for use in removed
            ),
            *(
                TakenDown(person=person, cause=cause, what=what[:255], is_recalled=False)
                for what in outside
                if what[:255] not in known
            ),
        ]
    )
