"""A leader sends an idea for a story; staff read it in their queue."""

import uuid
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from shop.workspace.daily.models import StoryIdea
from shop.workspace.entrance.models import Leader

MOST_LETTERS = 10_000


class NoIdea(Exception):
    """Nothing was said; or the number of it is another group's."""


def send_idea(*, leader: Leader, key: uuid.UUID, words: str, at: datetime | None = None) -> StoryIdea:
    """The idea, kept once however often it is sent; its pictures are those of the listing with the number `key`."""
    words = words.strip()[:MOST_LETTERS]
    if not words:
        raise NoIdea
    try:
        with transaction.atomic():
            idea, _is_new = StoryIdea.objects.get_or_create(
                key=key,
                defaults={
                    "cooperative": leader.cooperative,
                    "leader": leader,
                    "words": words,
                    "language": leader.language,
                    "sent_at": at or timezone.now(),
                },
            )
    except IntegrityError:  # twice at once
        idea = StoryIdea.objects.get(key=key)
    if idea.cooperative_id != leader.cooperative.pk:
        raise NoIdea
    return idea
