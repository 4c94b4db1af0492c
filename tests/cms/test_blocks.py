"""The parts of a text: each is shown, costs the same however many there are, and outlives what was chosen in it."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

from cms.blocks import story_blocks, text_blocks
from cms.editor_notes import notes, passages
from cms.models import StoryPage
from cms.models.media_files import add_media_file
from cooperatives.consents.scopes import Scope
from tests import factories, films
from tests.queries import assert_same_queries, queries_of

BLOCKS = dict(story_blocks())


@pytest.fixture(autouse=True)
def _a_place_for_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def media(data: bytes, name: str):
    return add_media_file(file=ContentFile(data, name=name), title=name)


def chosen(number: int) -> dict:
    """What there is to choose, several of each."""
    return {
        "photos": [factories.photo(f"#{20 * shade:02x}{10 * number:02x}40") for shade in range(2)],
        "group": factories.cooperative(),
        "piece": factories.piece(),
        "claim": factories.claim(),
        "person": factories.person(allows=[*Scope]),
        "film": media(films.film(), "film.mp4"),
        "captions": media(films.CAPTIONS, "words.vtt"),
        "song": media(films.recording(), "song.mp3"),
    }


def body(things: dict) -> list[dict]:
    """One of each block, as a StreamField stores it."""
    first, second = ({"picture": photo.pk, "caption": "A caption"} for photo in things["photos"])
    captions = {"language": "en", "file": things["captions"].pk}
    step = {"title": "Dig", "text": "Two kinds of clay.", "picture": first["picture"]}
    moment = {"when": "2014", "title": "Eleven neighbours", "text": "They saved together."}
    values = [
        ("heading", "Four baths"),
        ("text", "<p>The first bath.</p>"),
        ("quote", {"text": "You cannot hurry a pot.", "person": things["person"].pk, "name": ""}),
        ("picture", first | {"is_wide": True}),
        ("gallery", {"pictures": [first, second], "caption": "A morning"}),
        ("before_after", {"before": first, "after": second, "caption": "A shed"}),
        ("process", {"title": "From clay to pot", "steps": [step, step]}),
        ("timeline", {"title": "How it went", "moments": [moment, moment]}),
        ("figure", {"claim": things["claim"].pk, "words": "For each family."}),
        ("map", {"cooperatives": [things["group"].pk], "caption": "Where they work"}),
        ("cooperative", things["group"].pk),
        ("piece", things["piece"].pk),
        ("pieces", {"title": "More of it", "pieces": [things["piece"].pk]}),
        (
            "video",
            {
                "title": "At the kiln",
                "video": things["film"].pk,
                "poster": first["picture"],
                "captions": [captions],
                "has_no_speech": False,
                "transcript": "<p>It takes twelve hours.</p>",
                "people": [things["person"].pk],
            },
        ),
        (
            "audio",
            {
                "title": "A song",
                "audio": things["song"].pk,
                "transcript": "<p>Pound the clay.</p>",
                "people": [things["person"].pk],
            },
        ),
    ]
    return [{"type": kind, "value": value} for kind, value in values]


def test_every_block_is_shown(site, client):
    things = chosen(1)

    html = client.get(site.story(body=body(things)).url).content.decode()

    assert {block["type"] for block in body(things)} == set(BLOCKS)
    for words in ("Four baths", "The first bath.", "hurry a pot", "A morning", "Before", "Eleven neighbours", "12"):
        assert words in html
    assert things["person"].full_name in html
    assert f'src="{things["film"].url}"' in html
    assert f'kind="captions" src="{things["captions"].url}" srclang="en"' in html
    assert "Pound the clay." in html
    assert things["claim"].source_name in html


def test_nothing_of_a_block_comes_from_elsewhere(site, client):
    html = client.get(site.story(body=body(chosen(1))).url).content.decode()

    assert "<iframe" not in html
    assert "youtube" not in html


def test_blocks_cost_the_same_however_many_there_are(site, client):
    few = site.story(body=body(chosen(1)))
    many = site.story(body=[block for number in range(4) for block in body(chosen(number))])

    assert_same_queries(many.url, queries_of(client, few.url), queries_of(client, many.url))


def test_a_story_outlives_all_that_was_chosen_in_it(site, client):
    """Whatever was deleted, and however: what is stored of it is a number that leads nowhere."""
    story = site.story("Left alone", body=body(chosen(1)))
    gone = [_with_nothing_behind(block) for block in body(chosen(2))]
    story.body = story.body.stream_block.to_python(gone)
    StoryPage.objects.filter(pk=story.pk).update(body=story.body)

    response = client.get(story.url)

    assert response.status_code == 200
    assert "Left alone" in response.content.decode()


def test_the_editor_says_what_is_missing(site):
    story = site.story(body=body(chosen(1)))
    gone = [_with_nothing_behind(block) for block in body(chosen(2))]
    story.body = story.body.stream_block.to_python(gone)

    found = [note for note in notes(story) if "deleted" in note.text]

    assert {note.where.split(" (")[0] for note in found} >= {"block 4", "block 5", "block 11", "block 12", "block 14"}


def _with_nothing_behind(block: dict) -> dict:
    def emptied(value):
        match value:
            case int() if not isinstance(value, bool):
                return 10**6 + value
            case dict():
                return {name: emptied(inner) for name, inner in value.items()}
            case list():
                return [emptied(inner) for inner in value]
        return value

    return {"type": block["type"], "value": emptied(block["value"])}


def test_a_person_is_named_only_as_far_as_they_allow(site, client):
    person = factories.person("Claudine Uwera", allows=[Scope.STORY, Scope.FIRST_NAME])
    quote = {"type": "quote", "value": {"text": "It takes time.", "person": person.pk, "name": "a potter"}}

    html = client.get(site.story(body=[quote]).url).content.decode()

    assert "Claudine" in html
    assert "Uwera" not in html


def clean(name: str, value):
    block = BLOCKS[name]
    return block.clean(block.to_python(value))


class TestFilms:
    def film(self, **fields) -> dict:
        fields = {"title": "At the kiln", "video": media(films.film(), "f.mp4").pk, "captions": []} | fields
        return {"poster": None, "has_no_speech": False, "transcript": "", "people": [], **fields}

    @pytest.mark.django_db
    def test_a_film_needs_captions(self, world):
        with pytest.raises(ValidationError) as refused:
            clean("video", self.film())

        assert "captions" in refused.value.block_errors

    @pytest.mark.django_db
    def test_a_film_in_which_nobody_speaks_needs_none(self, world):
        assert clean("video", self.film(has_no_speech=True))["title"] == "At the kiln"

    @pytest.mark.django_db
    def test_a_draft_may_still_lack_them(self, world):
        block = BLOCKS["video"]

        block.defer_required_validation()
        try:
            block.clean(block.to_python(self.film()))
        finally:
            block.restore_deferred_validation()

    @pytest.mark.django_db
    def test_captions_are_no_film(self, world):
        with pytest.raises(ValidationError) as refused:
            clean("video", self.film(video=media(films.CAPTIONS, "w.vtt").pk, has_no_speech=True))

        assert "video" in refused.value.block_errors

    @pytest.mark.django_db
    def test_a_recording_needs_its_words(self, world):
        song = media(films.recording(), "s.mp3")

        with pytest.raises(ValidationError) as refused:
            clean("audio", {"title": "A song", "audio": song.pk, "transcript": "", "people": []})

        assert "transcript" in refused.value.block_errors


@pytest.mark.parametrize("name", BLOCKS)
def test_the_editor_shows_what_a_block_will_look_like(client, site, name):
    chosen(1)
    client.force_login(factories.staff())

    answer = client.get("/admin/block-preview/", {"id": BLOCKS[name].definition_prefix})

    assert answer.status_code == 200
    assert BLOCKS[name].is_previewable
    assert BLOCKS[name].get_description()


def test_pages_that_explain_sell_nothing():
    assert {"piece", "pieces"}.isdisjoint(dict(text_blocks()))


def test_all_that_was_written_is_read_for_notes(site):
    story = site.story("The kiln", body=body(chosen(1)))

    words = {passage.text.strip() for passage in passages(story)}

    assert {"The kiln", "Four baths", "The first bath.", "A morning", "They saved together."} <= words
    assert {"block 2 (Text)", "block 3 (Quote)"} <= {passage.where for passage in passages(story)}
