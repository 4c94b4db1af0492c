"""Pages with a form: a letter is taken in once, kept for its time, and staff are told; the page itself is the same for everybody."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import caches
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from wagtail.contrib.forms.models import FormSubmission
from wagtail.models import Page

from cms.letters.building import TRAP
from cms.letters.receiving import LIMIT
from cms.models import FormField, FormPage
from tests import factories
from tests.queries import assert_same_queries, queries_of

WORDS = {"your_name": "Ada", "e_mail": "ada@example.org", "what_is_it_about": "An order", "your_letter": "Good day!"}
NEAR = {"HTTP_SEC_FETCH_SITE": "same-origin"}


@pytest.fixture(autouse=True)
def _nobody_has_written_yet(db):
    caches["limits"].clear()


@pytest.fixture
def contact(site) -> FormPage:
    return contact_page(site)


def contact_page(site, **fields) -> FormPage:
    fields = {"title": "Contact", "slug": "contact", "thanks": "A person reads it.", "keep_days": 90} | fields
    page = FormPage(**{"to_address": "staff@example.org"} | fields)
    page.form_fields = [
        FormField(label="Your name", field_type="singleline", sort_order=0),
        FormField(label="E-mail", field_type="email", sort_order=1),
        FormField(label="What is it about?", field_type="radio", choices="An order\nA visit", sort_order=2),
        FormField(label="Your letter", field_type="multiline", help_text="As long as you like.", sort_order=3),
        FormField(label="How many?", field_type="number", required=False, sort_order=4),
        FormField(label="By when?", field_type="date", required=False, sort_order=5),
    ]
    Page.objects.get(pk=site.home.pk).add_child(instance=page)
    page.save_revision().publish()
    return page


def send(page: FormPage, words: dict, client: Client | None = None, **headers):
    return (client or Client(enforce_csrf_checks=True)).post(page.url, words, **NEAR | headers)


def do_what_was_put_off() -> None:
    """What a worker would do, whenever it is to be done."""
    for waiting in DBTaskResult.objects.filter(status="READY", task_path__startswith="cms.letters"):
        waiting.task.call(*waiting.args_kwargs["args"], **waiting.args_kwargs["kwargs"])


def letters() -> list[dict]:
    return list(FormSubmission.objects.order_by("pk").values_list("form_data", flat=True))


def test_a_page_with_a_form_carries_nothing_of_its_visitor(contact, client):
    answer = client.get(contact.url)

    assert answer.status_code == 200
    assert "csrfmiddlewaretoken" not in answer.text
    assert not answer.cookies
    assert "public" in answer["Cache-Control"]
    assert "keep it for 90 days" in answer.text


def test_a_letter_is_kept_and_its_writer_is_thanked_at_an_address_of_its_own(contact):
    answer = send(contact, WORDS)

    assert (answer.status_code, answer["Location"]) == (302, f"{contact.url}thanks/")
    assert letters() == [WORDS | {"how_many": None, "by_when": None}]
    assert "A person reads it." in Client().get(answer["Location"]).text


def test_a_letter_that_is_sent_twice_is_kept_once(contact):
    send(contact, WORDS)

    again = send(contact, WORDS)

    assert again.status_code == 302
    assert len(letters()) == 1


def test_the_same_words_a_day_later_are_another_letter(contact):
    send(contact, WORDS)
    FormSubmission.objects.update(submit_time=timezone.now() - timedelta(days=1))

    send(contact, WORDS)

    assert len(letters()) == 2


def test_bad_input_keeps_what_was_typed_with_one_error_each(contact):
    typed = WORDS | {"your_name": "<b>Ada", "e_mail": "nobody@example", "your_letter": "", "how_many": "many"}

    answer = send(contact, typed)

    assert answer.status_code == 422
    assert answer["Cache-Control"] == "no-store"
    assert "&lt;b&gt;Ada" in answer.text
    assert "<b>Ada" not in answer.text
    assert 'value="nobody@example"' in answer.text
    assert answer.text.count('class="field__error"') == 3
    assert "Please fill this in." in answer.text
    assert letters() == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("your_name", "x" * 256),
        ("your_letter", "x" * 5001),
        ("e_mail", "ada@example.org\nBcc: all@example.org"),
        ("what_is_it_about", "Something else"),
        ("how_many", "1e999999"),
        ("how_many", "NaN"),
        ("by_when", "2026-02-30"),
        ("by_when", "0000-00-00"),
    ],
)
def test_what_does_not_fit_is_refused_without_trouble(contact, field, value):
    answer = send(contact, WORDS | {field: value})

    assert answer.status_code == 422
    assert letters() == []


def test_a_robot_that_fills_in_every_field_is_refused_and_told_why(contact):
    answer = send(contact, WORDS | {TRAP: "https://example.org"})

    assert answer.status_code == 422
    assert "Please leave this field empty" in answer.text
    assert letters() == []


def test_a_letter_from_another_site_is_refused(contact):
    assert send(contact, WORDS, HTTP_SEC_FETCH_SITE="cross-site").status_code == 403
    assert send(contact, WORDS, HTTP_SEC_FETCH_SITE="", HTTP_ORIGIN="https://example.org").status_code == 403
    assert letters() == []


def test_one_address_may_not_send_without_end(contact):
    for number in range(LIMIT.times):
        assert send(contact, WORDS | {"your_letter": f"Number {number}"}).status_code == 302

    answer = send(contact, WORDS | {"your_letter": "One more"})

    assert answer.status_code == 429
    assert "One more" in answer.text
    assert "try again in ten minutes" in answer.text
    assert len(letters()) == LIMIT.times


def test_another_address_is_not_held_back_by_it(contact):
    for number in range(LIMIT.times):
        send(contact, WORDS | {"your_letter": f"Number {number}"})

    assert send(contact, WORDS | {"your_letter": "From elsewhere"}, REMOTE_ADDR="192.0.2.7").status_code == 302


def test_staff_are_told_by_a_task_and_can_answer(contact):
    send(contact, WORDS)
    assert mail.outbox == []

    do_what_was_put_off()

    [told] = mail.outbox
    assert told.to == ["staff@example.org"]
    assert told.reply_to == ["ada@example.org"]
    assert "Good day!" in told.body
    assert "\n" not in told.subject


def test_a_letter_is_deleted_by_itself_when_its_time_is_over(contact):
    send(contact, WORDS)
    FormSubmission.objects.update(submit_time=timezone.now() - timedelta(days=91))

    do_what_was_put_off()

    assert letters() == []


def test_only_what_was_kept_long_enough_on_its_own_page_is_deleted(site, contact, capsys):
    other = contact_page(site, title="Wholesale", slug="wholesale", keep_days=365)
    for page, days in ((contact, 89), (contact, 91), (other, 91), (other, 366)):
        kept = FormSubmission.objects.create(page=page, form_data={"page": page.slug, "days": days})
        FormSubmission.objects.filter(pk=kept.pk).update(submit_time=timezone.now() - timedelta(days=days))

    call_command("forget_letters")

    assert "2 deleted" in capsys.readouterr().out
    assert letters() == [{"page": "contact", "days": 89}, {"page": "wholesale", "days": 91}]


def test_staff_read_the_letters_in_the_admin(contact):
    send(contact, WORDS | {"your_letter": "<script>alert(1)</script>"})
    client = Client()
    client.force_login(factories.user("staff@example.org", is_staff=True, is_superuser=True))

    answer = client.get(f"/admin/forms/submissions/{contact.pk}/")

    assert answer.status_code == 200
    assert "&lt;script&gt;" in answer.text
    assert "<script>alert(1)" not in answer.text


def test_a_script_is_told_where_the_thanks_are(contact):
    answer = send(contact, WORDS, HTTP_ACCEPT="application/json, text/html")

    assert answer.json() == {"url": f"{contact.url}thanks/"}


def test_more_letters_cost_no_query_more(contact, client):
    few = queries_of(client, contact.url)
    for number in range(5):
        FormSubmission.objects.create(page=contact, form_data={"number": number})

    assert_same_queries(contact.url, few, queries_of(client, contact.url))


def test_a_page_that_takes_no_letters_takes_none(site, client):
    page = site.standard("About us")

    answer = client.post(page.url, WORDS, **NEAR)

    assert answer.status_code in (200, 405)
    assert letters() == []
