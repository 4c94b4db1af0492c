"""Somebody who speaks Kinyarwanda goes through our words: what they say is said from then on, on every page."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from django.utils.translation import gettext, ngettext, pgettext

from cms import words
from cms.wording import overlay
from cms.wording.models import Reviewed
from cms.wording.sentences import DoesNotFit, review, sentences
from cms.wording.subjects import Subject, subject_of
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _words_of_this_test(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    yield
    overlay.path_of("rw").unlink(missing_ok=True)
    overlay.freshen("rw")


def sentence(english: str):
    return next(one for one in sentences("rw") if english in one.english)


def test_a_correction_is_said_at_once_and_by_other_processes_when_they_look():
    review(language="rw", sentence=sentence("Basket"), forms=["Agaseke kanjye"], by=factories.staff())

    overlay.freshen("rw")

    with translation.override("rw"):
        assert pgettext("shop", "Basket") == "Agaseke kanjye"


def test_each_form_of_a_number_can_be_put_right():
    found = sentence("%(total)s piece")

    review(language="rw", sentence=found, forms=["Igihangano %(total)s!", "Ibihangano %(total)s!"], by=None)

    overlay.freshen("rw")
    with translation.override("rw"):
        assert ngettext("%(total)s piece", "%(total)s pieces", 1) % {"total": 1} == "Igihangano 1!"
        assert ngettext("%(total)s piece", "%(total)s pieces", 4) % {"total": 4} == "Ibihangano 4!"


def test_other_languages_are_left_as_they_are():
    review(language="rw", sentence=sentence("Stories"), forms=["Inkuru nziza"], by=None)

    overlay.freshen("fr")

    with translation.override("fr"):
        assert gettext("Stories") == "Récits"


def test_a_page_asks_the_database_nothing_for_it(world):
    client = Client()
    client.get("/workspace/who/")
    with CaptureQueriesContext(connection) as before:
        client.get("/workspace/who/")
    review(language="rw", sentence=sentence("Basket"), forms=["Agaseke"], by=None)

    with CaptureQueriesContext(connection) as after:
        client.get("/workspace/who/")

    assert len(after) == len(before)


@pytest.mark.parametrize("form", ["", "   ", "Ibihangano", "Ibihangano %(total)s %(price)s", "<b>%(total)s</b>"])
def test_words_that_lack_or_invent_a_sign_are_refused_and_change_nothing(form):
    with pytest.raises(DoesNotFit):
        review(language="rw", sentence=sentence("%(total)s piece"), forms=[form, form], by=None)

    assert not Reviewed.objects.exists()


@pytest.mark.parametrize(
    ("files", "subject"),
    [
        (["templates/workspace/home.html", "templates/workspace/daily/money.html"], Subject.MONEY),
        (["cooperatives/consents/scopes.py"], Subject.CONSENT),
        (["templates/workspace/home.html"], Subject.OTHER),
    ],
)
def test_a_sentence_is_about_money_or_consent_by_where_it_stands(files, subject):
    assert subject_of(files) == subject


def test_money_and_consent_come_first_and_what_was_gone_through_last():
    done = sentences("rw")[0]
    review(language="rw", sentence=done, forms=list(done.said), by=None)

    order = [(one.is_reviewed, list(Subject).index(one.subject)) for one in sentences("rw")]

    assert order == sorted(order)
    assert sentences("rw")[-1].key == done.key


def test_a_speaker_confirms_a_sentence_and_is_given_the_next():
    client, waiting = Client(), sentences("rw")[0]
    client.force_login(factories.staff())
    page = client.get("/admin/words/")
    assert waiting.said[0][:40] in page.text

    answer = client.post(
        f"/admin/words/{waiting.number}/",
        {**{f"form-{number}": form for number, form in enumerate(waiting.said)}, "next": "1"},
    )

    assert answer["Location"] == f"/admin/words/{sentences('rw')[0].number}/"
    assert Reviewed.objects.get().key == waiting.key


def test_what_does_not_fit_is_shown_again_with_what_was_typed():
    client, found = Client(), sentence("%(total)s piece")
    client.force_login(factories.staff())

    answer = client.post(f"/admin/words/{found.number}/", {"form-0": "Agaseke nta mubare", "form-1": "x"})

    assert answer.status_code == 422
    assert "Agaseke nta mubare" in answer.text
    assert "%(total)s" in answer.text


def test_a_sentence_that_is_none_is_not_found_and_others_may_not_look():
    client = Client()
    client.force_login(factories.staff())

    assert client.get("/admin/words/0000000000000000/").status_code == 404
    client.force_login(factories.user())
    assert client.get("/admin/words/").status_code in (302, 403)


def test_the_housekeeper_writes_words_that_another_machine_took_in():
    Reviewed.objects.create(
        language="rw", key="Stories", forms=["Inkuru"], reviewed_at="2026-11-22T08:00:00Z", reviewed_by=None
    )

    assert overlay.write("rw") is True
    assert overlay.write("rw") is False


def test_the_catalogue_takes_over_what_was_gone_through_and_its_mark_goes():
    made = words.updated("rw", {"Stories": ["Inkuru nziza"]})

    assert made.get("Stories").string == "Inkuru nziza"
    assert made.get("Stories").user_comments == []
    assert made.get("Cooperatives").user_comments == ["unreviewed"]


def test_the_catalogue_marks_money_and_consent_apart(monkeypatch):
    files = {"templates/workspace/daily/money.html"}
    monkeypatch.setattr(words, "all_words", lambda: {("Stories", "", ""): files, ("Amafaranga", "", ""): files})

    made = words.updated("rw")

    assert made.get("Stories").user_comments == ["unreviewed: money"]
    assert words.missing("rw") == ["Amafaranga"], "what leaders read has to be said"
