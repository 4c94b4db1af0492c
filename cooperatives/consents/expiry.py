"""Consents end by themselves: staff are told thirty days before, once; when one is over, what it allowed is taken down."""

from datetime import date

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from cooperatives.consents import places
from cooperatives.consents.keepers import keepers
from cooperatives.consents.models import Consent, Person, TakenDown, Warned
from cooperatives.consents.tasks import mail_warning
from cooperatives.consents.withdrawal import Removal, take_down


def ending_soon(on: date | None = None) -> list[Consent]:
    """Consents that end within thirty days, and leave something without one; the first to end first."""
    soon = Consent.objects.ending(on).select_related("person").prefetch_related("scope_rows")
    people = Person.objects.with_consents().in_bulk({consent.person_id for consent in soon})
    found = [
        consent
        for consent in soon
        if any(_ends_with(consent, scope, people[consent.person_id], on) for scope in consent.scopes)
    ]
    return sorted(found, key=lambda consent: (consent.valid_until, consent.pk))


def warn(on: date | None = None) -> list[Consent]:
    """Tell staff of those they were not told of before: one mail for all."""
    told = set(Warned.objects.values_list("consent_id", flat=True))
    news = [consent for consent in ending_soon(on) if consent.pk not in told]
    if not news:
        return []
    with transaction.atomic():
        Warned.objects.bulk_create((Warned(consent=consent) for consent in news), ignore_conflicts=True)
        mail_warning.enqueue([consent.pk for consent in news])
    return news


def mail(keys: list[int]) -> int:
    """The warning itself: who, what and until when."""
    consents = Consent.objects.filter(pk__in=keys).select_related("person").prefetch_related("scope_rows")
    if not (to := keepers()):
        return 0
    with override(settings.LANGUAGE_CODE):
        lines = [
            f"– {consent.person}: {date_format(consent.valid_until, 'DATE_FORMAT')} "
            f"({', '.join(str(row) for row in consent.scope_rows.all())})"
            for consent in consents.order_by("valid_until", "pk")
        ]
        words = [
            _("These consents end soon. After the last day, what they allow is taken down by itself."),
            "\n".join(lines),
            f"{settings.WAGTAILADMIN_BASE_URL}/admin/consents/",
        ]
        return send_mail(_("Consents that end soon"), "\n\n".join(words), settings.DEFAULT_FROM_EMAIL, to)


def take_down_what_is_over() -> dict[int, Removal]:
    """Everybody who is shown without consent, for whatever reason: by person. Nothing, the second time."""
    overdue = {key for place in list(places.PLACES.values()) for key in place.overdue()}
    people = Person.objects.in_bulk(overdue)
    return {key: take_down(person, TakenDown.Cause.EXPIRED) for key, person in sorted(people.items())}


def _ends_with(consent: Consent, scope, person: Person, on: date | None) -> bool:
    """Whether nothing else allows this for longer."""
    return not any(
        other.covers(scope, on) and other.valid_until > consent.valid_until for other in person.consents.all()
    )
