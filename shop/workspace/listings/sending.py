"""Sending a submission to staff: only whole, only once, and only at a price that is meant."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shop.workspace.entrance.models import Leader
from shop.workspace.listings.models import Submission
from shop.workspace.listings.pricing import is_doubtful
from shop.workspace.listings.publishing import publish_if_trusted
from shop.workspace.listings.saving import NotBeingWritten, hold
from shop.workspace.photos.models import Placed, Upload

NEEDED = {
    Submission.Shape.ROUND: ("diameter_cm", "height_cm"),
    Submission.Shape.BOX: ("width_cm", "depth_cm", "height_cm"),
    Submission.Shape.FLAT: ("width_cm", "height_cm"),
}
# What to do, by question (`steps.QUESTIONS`).
NEEDS: dict[str, Promise] = {
    "kind": _("Choose what it is."),
    "photos": _("Take at least one photo."),
    "size": _("Measure it."),
    "price_rwf": _("Say what the buyer pays."),
    "quantity": _("Say how many there are."),
}


class NotComplete(Exception):
    """Something staff need is missing: `missing` says what, by question (`steps.QUESTIONS`)."""

    def __init__(self, missing: dict[str, Promise]):
        super().__init__(sorted(missing))
        self.missing = missing


class PriceDoubted(Exception):
    """The price is far from what such pieces cost, and the leader has not said that it is meant."""


@transaction.atomic
def send(submission: Submission, *, by: Leader | None = None, at: datetime | None = None) -> Submission:
    """Hand it to staff; what is sent already stays sent. Raises NotComplete, PriceDoubted, NotBeingWritten.

    Of a group that staff trust it is published at once.
    """
    held = hold(submission)
    if held.state in (Submission.State.SENT, Submission.State.PUBLISHED):
        return held
    if not held.is_being_written:
        raise NotBeingWritten(held)
    if missing := missing_of(held):
        raise NotComplete(missing)
    if is_price_doubted(held):
        raise PriceDoubted
    now = at or timezone.now()
    held.state, held.sent_at = Submission.State.SENT, now
    held.leader = by or held.leader
    held.version += 1
    held.save(update_fields=["state", "sent_at", "leader", "version", "saved_at"])
    held.remarks.filter(answered_at=None).update(answered_at=now)
    publish_if_trusted(held)
    return held


def is_price_doubted(submission: Submission) -> bool:
    """Whether the leader has still to be asked if the price is meant."""
    if not submission.price_rwf or submission.price_is_meant:
        return False
    return is_doubtful(price_rwf=submission.price_rwf, kind=submission.kind, product=submission.product)


def missing_of(submission: Submission) -> dict[str, Promise]:
    """What a submission still needs before it can be sent, in words, by question; in the order of the steps."""
    placed = Placed.objects.filter(listing=submission.key, cooperative=submission.cooperative_id)
    has_photo = placed.filter(photo__isnull=False).exists()
    measured = [getattr(submission, name) for name in NEEDED.get(submission.shape, ())]
    lacks = {
        "kind": submission.kind is None,
        "photos": not has_photo,
        "size": not measured or None in measured,
        "price_rwf": not submission.price_rwf,
        # Of a live piece none may be left.
        "quantity": submission.quantity is None or (submission.quantity == 0 and submission.product_id is None),
    }
    found = {about: NEEDS[about] for about, is_lacking in lacks.items() if is_lacking}
    on_its_way = (Upload.State.ARRIVING, Upload.State.ARRIVED)
    if not has_photo and placed.filter(upload__state__in=on_its_way).exists():
        found["photos"] = _("The photos are still on their way.")
    return found
