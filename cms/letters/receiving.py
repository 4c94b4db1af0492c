"""Taking in what a visitor sent: once, however often the button was clicked, and not without end from one address."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from wagtail.contrib.forms.models import FormSubmission
from wagtail.models import Page

from cms.letters import keeping, mails
from shop.limits import Limit

LIMIT = Limit("letters", times=6, seconds=600)
# The same words on the same page within this time are the same letter.
SAME = timedelta(minutes=15)


@transaction.atomic
def receive(*, page: Page, letter: dict) -> FormSubmission:
    """Keep a letter, have staff told of it, and have it forgotten when its time is over; one that was sent twice is kept once."""
    since = timezone.now() - SAME
    known = FormSubmission.objects.filter(page=page, form_data=letter, submit_time__gte=since).first()
    if known:
        return known
    kept = FormSubmission.objects.create(page=page, form_data=letter)
    mails.tell_staff.enqueue(letter_id=kept.pk)
    keeping.forget_later(page.keep_days)
    return kept
