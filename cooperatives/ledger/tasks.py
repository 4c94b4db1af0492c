"""What the books have done later."""

from django.conf import settings
from django.core.mail import EmailMessage
from django_tasks import task

from cooperatives.ledger.anchors import as_text
from cooperatives.ledger.models import Anchor


@task()
def mail_anchor(anchor_id: int) -> None:
    """One message to each, so that no address is shown to another."""
    anchor = Anchor.objects.get(pk=anchor_id)
    for address in settings.BOOKS_ANCHOR_TO:
        EmailMessage(subject=f"Books of {anchor.made_on}: {anchor.number}", body=as_text(anchor), to=[address]).send()
