"""From a submission to a live piece: staff publish it or ask for a change, and what a trusted group sends is live at once."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cooperatives.photos.models import ShowsPeople
from cooperatives.photos.showing import say_who_is_seen
from shop.catalogue.models import Product, ProductImage
from shop.moderation.models import Trust
from shop.partner.guide import HOME, guide_prices, guide_rates
from shop.partner.models import Price
from shop.payment.logbook import note
from shop.users.models import User
from shop.workspace.listings.logbook import CHANGE_ASKED, PUBLISHED
from shop.workspace.listings.models import Remark, Submission
from shop.workspace.listings.pieces import Added, write_piece, write_prices
from shop.workspace.listings.saving import hold
from shop.workspace.listings.steps import QUESTIONS
from shop.workspace.photos.listing import photos_of
from shop.workspace.photos.models import LeaderPhoto

__all__ = ["Added", "NotReady", "NotWaiting", "NothingAsked", "ask_for_change", "publish", "publish_if_trusted"]


class NotWaiting(Exception):
    """Nobody waits for this to be read: it was taken back, changed or read by somebody else meanwhile."""

    def __init__(self, submission: Submission):
        super().__init__(submission.state)
        self.submission = submission


class NotReady(Exception):
    """It cannot be live like this: `lacking` says why, by question (`steps.QUESTIONS`)."""

    def __init__(self, lacking: dict[str, str]):
        super().__init__(sorted(lacking))
        self.lacking = lacking


class NothingAsked(Exception):
    """A change was asked for without saying which."""


@transaction.atomic
def publish(
    *, submission: Submission, by: User | None, prices: Mapping[str, Decimal | None], added: Added | None = None
) -> Product:
    """Make the submission the live piece: a new one, or what was live until now changed.

    `prices` are those in other currencies than the leader's; None: not sold in it; not named: as it is. `by` is nobody
    where trust published it. Raises NotWaiting, also when the leader has changed `submission` since it was read; NotReady.
    """
    held = _hold_waiting(submission)
    photos = photos_of(held.key)
    if lacking := _lacking(held, photos):
        raise NotReady(lacking)
    product = write_piece(submission=held, photos=photos, added=added or Added())
    amounts = {**prices, HOME: Decimal(held.price_rwf)}
    write_prices(product=product, amounts=amounts, by=by)
    held.product, held.state, held.published_at = product, Submission.State.PUBLISHED, timezone.now()
    held.version += 1
    held.save(update_fields=["product", "state", "published_at", "version", "saved_at"])
    note(held, PUBLISHED, by=by, data={"note": "" if by else str(_("Published at once: the group is trusted."))})
    return product


def publish_if_trusted(submission: Submission) -> Product | None:
    """Publish what a trusted group has just sent; None where staff read it first.

    They do where the leader was asked whether the price is meant, where it was not said who is to be seen, and where no
    rate proposes a price.
    """
    if submission.price_is_meant or not Trust.objects.in_group(submission.cooperative_id):
        return None
    prices = proposed_prices(submission)
    photos = [photo for photo in photos_of(submission.key) if not photo.photo.is_looked_at]
    if None in prices.values() or any(photo.says == LeaderPhoto.Says.UNSAID for photo in photos):
        return None
    try:
        with transaction.atomic():
            for photo in photos:
                _believe(photo)
            return publish(submission=submission, by=None, prices=prices)
    except NotReady:
        return None


@transaction.atomic
def ask_for_change(*, submission: Submission, remarks: Mapping[str, str], by: User) -> list[Remark]:
    """Give it back to its leader with what should be changed, by question, in words they read. Raises NotWaiting, NothingAsked."""
    if unknown := set(remarks) - set(QUESTIONS):
        raise ValueError(f"Nobody is asked about {sorted(unknown)}")
    said = {about: text.strip() for about, text in remarks.items() if text.strip()}
    if not said:
        raise NothingAsked
    held = _hold_waiting(submission)
    held.state = Submission.State.CHANGE_ASKED
    held.version += 1
    held.save(update_fields=["state", "version", "saved_at"])
    asked = [Remark(submission=held, field=about, text=said[about], by=by) for about in QUESTIONS if about in said]
    made = Remark.objects.bulk_create(asked)
    changes = [{"field": remark.field, "from": "", "to": remark.text} for remark in made]
    note(held, CHANGE_ASKED, by=by, data={"changes": changes})
    return made


def proposed_prices(submission: Submission) -> dict[str, Decimal | None]:
    """What the piece could cost in each other currency: as now where its own price stays, or else by the guide rates."""
    now = _prices_now(submission)
    if submission.price_rwf and now.get(HOME) == submission.price_rwf:
        return {currency: now.get(currency) for currency in settings.SHOP_CURRENCIES if currency != HOME}
    guided = guide_prices(submission.price_rwf or 0, guide_rates().values())
    return {currency: guided.get(currency) for currency in settings.SHOP_CURRENCIES if currency != HOME}


def _prices_now(submission: Submission) -> dict[str, Decimal]:
    if submission.product_id is None:
        return {}
    return dict(Price.objects.filter(stockrecord__product=submission.product_id).values_list("currency", "amount"))


def _hold_waiting(submission: Submission) -> Submission:
    """The row, held; and just as whoever decides has read it."""
    held = hold(submission)
    if held.state != Submission.State.SENT or held.version != submission.version:
        raise NotWaiting(held)
    return held


def _lacking(held: Submission, photos: Iterable[LeaderPhoto]) -> dict[str, str]:
    found: dict[str, Promise] = {}
    if held.kind_id is None:
        found["kind"] = _("It is not said what it is.")
    if not held.price_rwf:
        found["price_rwf"] = _("It has no price.")
    if held.quantity is None or (held.quantity == 0 and held.product_id is None):
        found["quantity"] = _("It is not said how many there are.")
    pictures = [photo.photo for photo in photos]
    if not all(picture.is_looked_at for picture in pictures):
        found["photos"] = _("Say first of each picture who is to be seen.")
    elif pictures and not any(picture.may_be_shown() for picture in pictures):
        found["photos"] = _("None of its pictures may be shown.")
    elif not pictures and not ProductImage.objects.filter(product__isnull=False, product=held.product_id).exists():
        found["photos"] = _("It has no picture.")
    return {about: str(words) for about, words in found.items()}


def _believe(photo: LeaderPhoto) -> None:
    """What a leader of a trusted group says of a picture holds. Whether somebody's face is shown their consents decide."""
    if photo.says == LeaderPhoto.Says.NOBODY:
        say_who_is_seen(photo.photo, shows=ShowsPeople.NOBODY)
    else:
        say_who_is_seen(photo.photo, shows=ShowsPeople.NAMED, people=photo.says_people.all())
