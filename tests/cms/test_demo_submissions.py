"""What the demo's leaders sent is there to be tried: something of every state, made once."""

from collections import Counter

import pytest

from cms.demo import content
from cms.demo.accounts import load_accounts
from cms.demo.leaders import load_leaders
from cms.demo.submissions import load_submissions
from shop.catalogue.models import Product
from shop.moderation import queue
from shop.workspace.listings.models import Submission
from tests import factories

pytestmark = pytest.mark.django_db


def quietly(words: str) -> None:
    pass


def test_something_waits_is_to_be_changed_is_being_written_and_was_trusted_and_is_made_once(world, settings, tmp_path):
    settings.UPLOADS_ROOT = tmp_path
    content.load_cooperatives(progress=quietly)
    content.load_catalogue(progress=quietly)
    load_accounts()
    load_leaders()
    # Instead of the demo's own pictures, which take long.
    for slug, colour in {"plateau-star-natural": "#a2401f", "plateau-star-night": "#2a211c"}.items():
        factories.picture_of(Product.objects.get(slug=slug), colour=colour)

    load_submissions(progress=quietly)
    again = load_submissions(progress=quietly)

    states = Counter(Submission.objects.values_list("state", flat=True))
    assert states == {"sent": 3, "change": 1, "draft": 1, "published": 1}
    assert queue.counts() == {"submission": 3, "picture": 1, "idea": 1, "review": 0}
    assert Product.objects.count() == 30
    assert again == []
