"""What a sentence is about, by where it stands: a wrong word about money or about a consent does harm, another one is odd."""

from collections.abc import Iterable

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Subject(TextChoices):
    MONEY = "money", _("Money")
    CONSENT = "consent", _("Consent")
    OTHER = "other", _("Other")


# The first that begins as the file does decides.
PLACES = (
    ("cooperatives/ledger/", Subject.MONEY),
    ("cooperatives/books/", Subject.MONEY),
    ("shop/payment/", Subject.MONEY),
    ("shop/shares/", Subject.MONEY),
    ("shop/workspace/listings/pricing", Subject.MONEY),
    ("shop/workspace/daily/money", Subject.MONEY),
    ("shop/workspace/daily/sold", Subject.MONEY),
    ("templates/workspace/listings/price", Subject.MONEY),
    ("templates/workspace/daily/money", Subject.MONEY),
    ("templates/workspace/daily/sold", Subject.MONEY),
    ("templates/shop/checkout", Subject.MONEY),
    ("templates/shop/order", Subject.MONEY),
    ("cooperatives/consents/", Subject.CONSENT),
    ("cooperatives/photos/showing", Subject.CONSENT),
    ("shop/workspace/daily/shown", Subject.CONSENT),
    ("shop/workspace/photos/people", Subject.CONSENT),
    ("templates/workspace/daily/shown", Subject.CONSENT),
    ("templates/workspace/photos/people", Subject.CONSENT),
    ("cms/consent/", Subject.CONSENT),
)


def subject_of(files: Iterable[str]) -> Subject:
    """Of a sentence that stands in these files; money before consent before all else."""
    found = {subject for file in files for start, subject in PLACES if file.startswith(start)}
    return next((subject for subject in Subject if subject in found), Subject.OTHER)
