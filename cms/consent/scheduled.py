"""A page was to go live by itself, and somebody on it no longer allows it: it stays a draft, and staff are told."""

from django.conf import settings
from django.core.mail import send_mail
from django.utils.translation import gettext as _
from django.utils.translation import override
from django_tasks import task
from wagtail.log_actions import log
from wagtail.models import Page, Revision

from cms.consent.gate import Refusal
from cooperatives.consents.keepers import keepers

ACTION = "ubukorikori.consent.kept_back"


def keep_back(page: Page, revision: Revision, found: list[Refusal]) -> None:
    """Take the page off its schedule, with nothing lost, and say why: in its history and by mail."""
    Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=None)
    log(instance=page, action=ACTION, data={"reasons": [refusal.text for refusal in found]}, revision=revision)
    tell.enqueue(page.pk, [refusal.text for refusal in found])


@task()
def tell(page_id: int, reasons: list[str]) -> int:
    page = Page.objects.filter(pk=page_id).first()
    to = keepers()
    if page is None or not to:
        return 0
    with override(settings.LANGUAGE_CODE):
        words = [
            _("“%(page)s” was to be published now, and was not. It is still a draft, with nothing lost.")
            % {"page": page.get_admin_display_title()},
            "\n".join(f"– {reason}" for reason in reasons),
            f"{settings.WAGTAILADMIN_BASE_URL}/admin/pages/{page_id}/edit/",
        ]
        subject = _("Not published: %(page)s") % {"page": page.get_admin_display_title()}
    return send_mail(subject, "\n\n".join(words), settings.DEFAULT_FROM_EMAIL, to)
