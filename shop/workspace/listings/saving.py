"""Saving what a leader tells of a piece, at each step and from each phone; nothing typed is ever lost.

A phone says on which version its answers build. What somebody else changed since then is not overwritten: the leader is
asked which of the two holds.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from cooperatives.models import Artisan
from shop.workspace.entrance.models import Device, Leader
from shop.workspace.listings.models import Submission
from shop.workspace.listings.steps import STEPS, question_of

FIELDS = frozenset(name for step in STEPS for name in step.asks)


class NotTheirs(Exception):
    """The submission is another cooperative's."""


class NotBeingWritten(Exception):
    """It was sent, published or given up meanwhile: what is written now needs a piece of its own, or to take it back first."""

    def __init__(self, submission: Submission):
        super().__init__(submission.state)
        self.submission = submission


class CannotTakeBack(Exception):
    """It is published already, or another change of the same piece is open."""


@dataclass(frozen=True)
class Saved:
    """`kept_apart` are the answers that were not taken, because somebody else answered otherwise meanwhile."""

    submission: Submission
    kept_apart: tuple[str, ...] = ()


@transaction.atomic
def begin(*, key: UUID, leader: Leader) -> Submission:
    """The submission with the number the phone made for it; a second time, the same one. Raises NotTheirs."""
    made, _is_new = Submission.objects.get_or_create(
        key=key, defaults={"cooperative": leader.cooperative, "leader": leader, "language": leader.language}
    )
    if made.cooperative_id != leader.cooperative.pk:
        raise NotTheirs
    return made


@transaction.atomic
def save(*, submission: Submission, answers: Mapping[str, Any], version: int, device: Device | None = None) -> Saved:
    """Write down answers that build on `version`. Raises NotBeingWritten.

    `device` is the phone whose own store is the one place its answers come from: it never contradicts itself.
    """
    if unknown := set(answers) - FIELDS:
        raise ValueError(f"Nobody asks for {sorted(unknown)}")
    held = hold(submission)
    if not held.is_being_written:
        raise NotBeingWritten(held)
    answers = dict(answers)
    if answers.get("is_one_of_a_kind"):
        answers["quantity"] = 1
    new = {name: value for name, value in answers.items() if stored(held, name) != comparable(value)}
    writer = device.pk if device else 0
    contradicted = {question_of(name) for name in new if _is_contradicted(held, name, version=version, writer=writer)}
    # A question is answered whole: half of one size and half of another is no size.
    apart = tuple(name for name in new if question_of(name) in contradicted)
    taken = {name: value for name, value in new.items() if name not in apart}
    if "price_rwf" in taken and "price_is_meant" not in answers:
        # What they meant was the price before.
        taken["price_is_meant"] = False
    if taken:
        _write(held, taken, writer)
    return Saved(submission=held, kept_apart=apart)


def hold(submission: Submission) -> Submission:
    """The row as it is now, which nobody else changes until the transaction ends."""
    return (
        Submission.objects.select_for_update(of=("self",)).select_related("cooperative", "kind").get(pk=submission.pk)
    )


@transaction.atomic
def give_up(*, submission: Submission) -> Submission:
    """The leader does not want it in the shop any more. What was live stays live. Raises NotBeingWritten once published."""
    held = hold(submission)
    if held.state == Submission.State.PUBLISHED:
        raise NotBeingWritten(held)
    if held.state != Submission.State.GIVEN_UP:
        _turn(held, Submission.State.GIVEN_UP)
    return held


@transaction.atomic
def take_back(*, submission: Submission) -> Submission:
    """What was sent or given up can be written on. Raises CannotTakeBack."""
    held = hold(submission)
    if held.is_being_written:
        return held
    if held.state == Submission.State.PUBLISHED:
        raise CannotTakeBack
    try:
        with transaction.atomic():
            _turn(held, Submission.State.DRAFT)
    except IntegrityError as error:
        raise CannotTakeBack from error
    return held


def comparable(value: Any) -> Any:
    """A value as the row holds it; of people, their numbers."""
    if isinstance(value, Iterable) and not isinstance(value, str):
        return sorted(person.pk for person in value)
    return value


def stored(submission: Submission, name: str) -> Any:
    if name == "artisans":
        return sorted(submission.artisans.values_list("pk", flat=True)) if submission.pk else []
    return getattr(submission, name)


def is_changed_by_others(submission: Submission, *, version: int, device: Device) -> bool:
    """Whether anything was answered since `version` that this phone did not send itself."""
    return any(_is_contradicted(submission, name, version=version, writer=device.pk) for name in submission.written)


def _is_contradicted(held: Submission, name: str, *, version: int, writer: int) -> bool:
    changed_in, by = held.written.get(name, (0, 0))
    return changed_in > version and not (writer and by == writer)


def _write(held: Submission, taken: dict[str, Any], writer: int) -> None:
    artisans: Iterable[Artisan] | None = taken.pop("artisans", None)
    held.version += 1
    names = list(taken)
    if artisans is not None:
        held.artisans.set(artisans)
        names.append("artisans")
    for name, value in taken.items():
        setattr(held, name, value)
    held.written = held.written | {name: [held.version, writer] for name in names}
    held.save(update_fields=[*taken, "version", "written", "saved_at"])


def _turn(held: Submission, state: str) -> None:
    held.state = state
    held.version += 1
    held.save(update_fields=["state", "version", "saved_at"])
