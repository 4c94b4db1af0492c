"""Mails about an account. Never sent inside a request: written down with a task, and forgotten once they are sent."""

from datetime import timedelta

from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.utils import timezone
from django_tasks import task

from shop.users.models import AccountMail

# A mail server that is down is asked again after 1, 2, 4 … minutes. Links in these mails are of use for some hours only.
ATTEMPTS = 8


def enqueue(*, to: str, subject: str, text: str, html: str) -> AccountMail:
    """Have the mail sent once the transaction around this commits."""
    with transaction.atomic():
        mail = AccountMail.objects.create(to=to, subject=subject, text=text, html=html)
        # By its number alone: what a task was given stays in its table, and a link to a new password must not.
        send.enqueue(mail_id=mail.pk)
    return mail


@task()
def send(mail_id: int, attempt: int = 1) -> str:
    """Send one mail and forget it, or try again later."""
    mail = AccountMail.objects.filter(pk=mail_id).first()
    if mail is None:
        return "sent before"
    message = EmailMultiAlternatives(subject=mail.subject, body=mail.text, to=[mail.to])
    message.attach_alternative(mail.html, "text/html")
    try:
        message.send()
    except OSError as trouble:  # smtplib's exceptions are OSErrors
        if attempt == ATTEMPTS:
            mail.delete()
            raise
        later = timezone.now() + timedelta(minutes=2 ** (attempt - 1))
        send.using(run_after=later).enqueue(mail_id=mail_id, attempt=attempt + 1)
        return f"put off: {type(trouble).__name__}"
    mail.delete()
    return "sent"
