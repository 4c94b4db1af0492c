"""Writing down what somebody allowed: the only way a consent comes to be. A correction is a new one."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cooperatives.consents import places
from cooperatives.consents.models import Consent, ConsentScope, Person, in_two_years
from cooperatives.consents.scopes import How, Scope


class NotAConsent(ValidationError):
    """What was written down does not make a consent; says why, by field."""


@dataclass(frozen=True)
class Wording:
    """What was said, by whom, how, and for how long. No languages: in all of them."""

    person: Person
    scopes: Sequence[Scope]
    how: How
    languages: Sequence[str] = ()
    read_back_language: str = ""
    read_back_by: str = ""
    witness: str = ""
    guardian: Person | None = None
    valid_from: date = field(default_factory=timezone.localdate)
    valid_until: date = field(default_factory=in_two_years)
    evidence: File | None = None


@transaction.atomic
def record(wording: Wording, *, by=None) -> Consent:
    """The consent, recorded; `by` is the member of staff who wrote it down. May raise NotAConsent."""
    if faults := faults_of(wording):
        raise NotAConsent(faults)
    person = wording.person
    consent = Consent(
        person=person,
        languages=sorted(set(wording.languages)),
        how=wording.how,
        read_back_language=wording.read_back_language,
        read_back_by=wording.read_back_by,
        witness=wording.witness,
        of_a_child=person.is_child,
        guardian=wording.guardian,
        valid_from=wording.valid_from,
        valid_until=wording.valid_until,
        recorded_by=by,
    )
    if wording.evidence:
        consent.evidence = wording.evidence
    consent.save()
    ConsentScope.objects.bulk_create(
        ConsentScope(consent=consent, scope=scope) for scope in dict.fromkeys(wording.scopes)
    )
    places.changed(person)
    return consent


def faults_of(wording: Wording) -> dict[str, str]:
    """Why this is no consent, by the field to look at; empty where it is one."""
    faults = {}
    if not wording.scopes:
        faults["scopes"] = _("Choose at least one thing that is allowed.")
    if wording.valid_until < wording.valid_from:
        faults["valid_until"] = _("It cannot end before it begins.")
    if wording.how == How.WITNESS and not wording.witness.strip():
        faults["witness"] = _("Write down who was the witness.")
    if wording.person.is_child and (wording.guardian is None or wording.guardian.pk != wording.person.guardian_id):
        faults["guardian"] = _("For a child, only its guardian can allow something.")
    if not wording.person.is_child and wording.guardian is not None:
        faults["guardian"] = _("Nobody can allow something in the place of a grown-up.")
    return faults
