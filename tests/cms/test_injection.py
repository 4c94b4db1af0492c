"""Row 19, for those who write: whatever an author sends through the editor, no page runs it."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.db.models import CharField, TextField
from django.test import Client
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.test.utils.form_data import nested_form_data, querydict_from_html, streamfield

from cms.models import StoryPage
from cms.roles import AUTHORS, make_roles
from tests import factories
from tests.cms.every_kind import kinds, one_of_each
from tests.hostile import PAYLOADS, as_draftail, found_in


@pytest.fixture
def author(site):
    make_roles()
    made = factories.user()
    made.groups.add(Group.objects.get(name=AUTHORS))
    return made


@pytest.fixture
def editor(author):
    client = Client()
    client.force_login(author)
    return client


def items(*values) -> dict:
    return streamfield([("item", value) for value in values])


def hostile_blocks(payload: str, photo) -> list[tuple[str, object]]:
    """Every block that has words, with these words in each of its fields."""
    short = payload[:60]
    picture = {"picture": photo.pk, "caption": payload}
    return [
        ("heading", payload),
        ("text", payload),
        ("text", as_draftail(payload)),
        ("text", as_draftail("go", link=payload)),
        ("text", f"<p>Word</p>{payload}<p>Word</p>"),
        ("quote", {"text": payload, "person": "", "name": payload}),
        ("picture", picture),
        ("gallery", {"pictures": items(picture, picture), "caption": payload}),
        ("before_after", {"before": picture, "after": picture, "caption": payload}),
        ("process", {"title": payload, "steps": items(*[{"title": payload, "text": payload, "picture": ""}] * 2)}),
        ("timeline", {"title": payload, "moments": items(*[{"when": short, "title": payload, "text": payload}] * 2)}),
    ]


def test_there_are_enough_of_them():
    assert len(set(PAYLOADS)) >= 60


def test_the_reader_finds_a_script_where_there_is_one():
    """The control: of what a page could contain, what would run is found."""
    missed = [
        text
        for text in PAYLOADS
        if text.startswith(("<script", "<img", "<svg", "<a", "<iframe")) and not found_in(text)
    ]

    assert len(missed) < 6, missed
    assert found_in("<p>A basket</p>") == []


def send(client, page: Page, blocks: list[tuple[str, object]]) -> None:
    """Every text field and these blocks of the page, as the editor would send them."""
    address = f"/admin/pages/{page.pk}/edit/"
    opened = client.get(address)
    assert opened.status_code == 200
    data = querydict_from_html(opened.content.decode(), form_id="page-edit-form")
    for number, name in enumerate(list(data)):
        if _is_written(page, name):
            data[name] = PAYLOADS[(number + page.pk) % len(PAYLOADS)][: _length(page, name)]
    for field in page._meta.get_fields():
        if isinstance(field, StreamField):
            taken = [block for block in blocks if block[0] in field.stream_block.child_blocks]
            data.update(nested_form_data({field.name: streamfield(taken)}))
    answer = client.post(address, data)
    assert answer.status_code == 302, _complaints(answer)


def _is_written(page, name: str) -> bool:
    fields = {field.name: field for field in page._meta.concrete_fields}
    if name not in fields or name.endswith("address"):
        return False
    return type(fields[name]) in (CharField, TextField) and not fields[name].choices


def _length(page, name: str) -> int | None:
    return page._meta.get_field(name).max_length


def _complaints(answer) -> str:
    soup = BeautifulSoup(answer.content, "html.parser")
    return str(
        [found.get_text(" ", strip=True) for found in soup.select(".error-message, .messages, .w-field__errors")]
    )


@pytest.mark.proof(19)
def test_no_kind_of_page_runs_what_its_author_wrote(site, editor, author, client, reached):
    pages = one_of_each(site)
    Page.objects.update(owner=author)
    photo = factories.photo()
    every = [block for text in PAYLOADS for block in hostile_blocks(text, photo)]

    for name, page in pages.items():
        # A story has all of them in every block, the others each of them in one: the blocks are the same.
        send(editor, page, every if isinstance(page, StoryPage) else every[page.pk % 7 :: 7])
        page.get_latest_revision().publish()
        page.refresh_from_db()
        answer = client.get(page.url)
        assert answer.status_code == 200, name
        assert found_in(answer.content.decode()) == [], name

    assert set(pages) == {kind.__name__ for kind in kinds()}
    reached(f"{len(PAYLOADS)} texts in {len(pages)} kinds of page: nothing ran")
