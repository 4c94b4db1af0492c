"""Telling staff of a letter. Never inside the request; the task holds the letter's number alone, so that it can be forgotten."""

from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import task
from wagtail.contrib.forms.models import FormSubmission

# A mail server that is down is asked again after 1, 2, 4 … minutes, for about a day.
ATTEMPTS = 11


@task()
def tell_staff(letter_id: int, attempt: int = 1) -> str:
    """Send one mail to those whom the page names, or try again later."""
    letter = FormSubmission.objects.select_related("page").filter(pk=letter_id).first()
    if letter is None:
        return "forgotten before"
    page = letter.page.specific
    to = [address.strip() for address in page.to_address.split(",") if address.strip()]
    if not to:
        return "nobody to tell"
    try:
        message_about(letter, page, to).send()
    except OSError as trouble:  # smtplib's exceptions are OSErrors
        if attempt == ATTEMPTS:
            raise
        later = timezone.now() + timedelta(minutes=2 ** (attempt - 1))
        tell_staff.using(run_after=later).enqueue(letter_id=letter_id, attempt=attempt + 1)
        return f"put off: {type(trouble).__name__}"
    return "sent"


def message_about(letter: FormSubmission, page, to: list[str]) -> EmailMessage:
    """What was written, in plain text; an answer goes to whoever wrote."""
    fields = list(page.get_form_fields())
    with translation.override(settings.LANGUAGE_CODE):
        parts = [f"{field.label}\n{_written(letter.form_data.get(field.clean_name))}" for field in fields]
        where = settings.BASE_URL + reverse("wagtailforms:list_submissions", args=[page.pk])
        until = timezone.localdate(letter.submit_time) + timedelta(days=page.keep_days)
        parts.append(
            _("All letters: %(address)s\nThis one is deleted there on %(day)s.") % {"address": where, "day": until}
        )
        subject = _("A letter from the page “%s”") % page.title
    answer_to = [letter.form_data.get(field.clean_name) for field in fields if field.field_type == "email"]
    return EmailMessage(
        subject=" ".join(subject.split()),
        body="\n\n".join(parts) + "\n",
        to=to,
        reply_to=[address for address in answer_to if address][:1],
    )


def _written(value) -> str:
    if isinstance(value, list):
        return ", ".join(value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value or "–")
