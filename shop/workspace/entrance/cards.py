"""A leader’s card: made, recognised, used, revoked. What is printed on it is nowhere else: a lost card is replaced, not found."""

from django.db import transaction
from django.utils import timezone

from shop.workspace.entrance.models import Card, Leader, hash_of, new_secret


@transaction.atomic
def make_card(*, leader: Leader) -> tuple[Card, str]:
    """A new card and the secret to print on it; cards from before open nothing any more."""
    Leader.objects.select_for_update().get(pk=leader.pk)
    leader.cards.filter(revoked_at=None).update(revoked_at=timezone.now())
    secret = new_secret()
    return Card.objects.create(leader=leader, token_hash=hash_of(secret)), secret


def card_of(secret: str) -> Card | None:
    """The card that carries this, if it opens and its leader may sign in."""
    cards = Card.objects.filter(token_hash=hash_of(secret), revoked_at=None, leader__in=Leader.objects.active())
    return cards.select_related("leader__artisan__person", "leader__artisan__cooperative", "leader__photo").first()


def note_use(card: Card) -> None:
    Card.objects.filter(pk=card.pk).update(used_at=timezone.now())


def revoke_card(*, card: Card) -> bool:
    """Whether it opened until now."""
    return bool(Card.objects.filter(pk=card.pk, revoked_at=None).update(revoked_at=timezone.now()))
