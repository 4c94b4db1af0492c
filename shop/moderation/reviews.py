"""Deciding whether a buyer's review of a piece is shown."""

from django.db import transaction
from oscar.apps.catalogue.reviews.models import ProductReview

from shop.moderation.logbook import REVIEW_DECIDED
from shop.payment.logbook import note
from shop.users.models import User


class Decided(Exception):
    """Somebody decided before."""


@transaction.atomic
def decide(*, review: ProductReview, is_shown: bool, by: User) -> ProductReview:
    """Show the review or not. Raises Decided."""
    held = ProductReview.objects.select_for_update().get(pk=review.pk)
    if held.status != ProductReview.FOR_MODERATION:
        raise Decided
    held.status = ProductReview.APPROVED if is_shown else ProductReview.REJECTED
    held.save()  # counts the stars of the piece, too
    note(held, REVIEW_DECIDED, by=by, data={"note": str(held.get_status_display())})
    return held
