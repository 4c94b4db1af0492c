"""Answering a story idea: taken up or kept for later, with a word to the leader who had it."""

from django.db import transaction
from django.utils import timezone

from shop.moderation.logbook import IDEA_ANSWERED
from shop.payment.logbook import note
from shop.users.models import User
from shop.workspace.daily.models import StoryIdea


class Answered(Exception):
    """Somebody answered it before."""


@transaction.atomic
def answer(*, idea: StoryIdea, state: str, text: str, by: User) -> StoryIdea:
    """Tell the leader what becomes of it, once. Raises Answered."""
    said = {"state": StoryIdea.State(state), "answer": text, "answered_at": timezone.now(), "answered_by": by}
    if not StoryIdea.objects.waiting().filter(pk=idea.pk).update(**said):
        raise Answered
    idea.refresh_from_db()
    note(idea, IDEA_ANSWERED, by=by, data={"note": text, "cause": str(idea.get_state_display())})
    return idea
