"""The naming guard: which words are pointed out, why, and what is proposed instead."""

import pytest
from wagtail.models import Site

from cms.editor_notes import notes
from cms.models import AvoidedWord, CommunityName
from cms.naming import community_name, find
from tests import factories

pytestmark = pytest.mark.django_db
NAME = "Historically Marginalised People"


def words(text: str, language: str = "en", *of_staff: AvoidedWord) -> list[str]:
    return [found.word for found in find(text, language, of_staff=of_staff, name=NAME)]


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("en", "The Batwa potters of the north", ["Batwa"]),
        ("en", "a Twa woman, two pygmies", ["Twa", "pygmies"]),
        ("en", "Poor women and THE POOREST of them", ["Poor", "POOREST"]),
        ("en", "our beneficiaries are vulnerable", ["beneficiaries", "vulnerable"]),
        ("en", "to empower them and give them a voice", ["empower them", "give them a voice"]),
        ("en", "a primitive tribe", ["primitive", "tribe"]),
        ("en", "helpless victims", ["helpless", "victims"]),
        ("fr", "des femmes pauvres et vulnérables", ["pauvres", "vulnérables"]),
        ("fr", "des femmes vulnerables", ["vulnerables"]),
        ("fr", "les Batwa, des PYGMÉES, une tribu", ["Batwa", "PYGMÉES", "tribu"]),
        ("fr", "nos bénéficiaires sans-voix", ["bénéficiaires", "sans-voix"]),
        ("nl", "kwetsbare, hulpbehoevende begunstigden", ["kwetsbare", "hulpbehoevende", "begunstigden"]),
        ("nl", "pygmeeën en arme gezinnen", ["pygmeeën", "arme gezinnen"]),
        ("rw", "Abatwa n’abakene", ["Abatwa", "abakene"]),
        ("rw", "abagenerwabikorwa batishoboye, abatishoboye", ["abagenerwabikorwa", "abatishoboye"]),
    ],
)
def test_listed_words_are_found_whatever_their_accents_and_capitals(language, text, found):
    assert words(text, language) == found


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "a poor harvest on poor soil, in poor light"),
        ("en", "She poured the slip into a tributary of the river."),
        ("en", "Community Empowerment is a programme."),
        ("en", "between two rows, at the kiln"),
        ("fr", "une terre de pauvre qualité"),
        ("nl", "Zij legt een arm om de pot; haar armen zijn sterk. De stam van een boom."),
        ("rw", "utuntu twa Kinyarwanda"),
        ("en", ""),
    ],
)
def test_words_of_things_and_parts_of_other_words_are_left_alone(language, text):
    assert words(text, language) == []


def test_a_word_of_another_language_is_not_looked_for():
    assert words("tribu pauvre", "en") == []


def test_a_name_given_by_others_is_answered_with_the_name_that_was_decided():
    (found,) = find("The Batwa", "en", name=NAME)

    assert found.alternative == NAME
    assert "no ethnicity" in found.reason


def test_each_word_says_why_and_what_instead():
    for found in find("poor beneficiaries, helpless tribe", "en"):
        assert found.reason
        assert found.alternative


def test_staff_add_a_word_with_their_reason():
    row = AvoidedWord(language="en", words="charity, charities", reason="It is a shop.", alternative="order")

    (found,) = find("All for charity.", "en", of_staff=(row,))

    assert (found.word, found.reason, found.alternative) == ("charity", "It is a shop.", "order")


def test_staff_switch_a_listed_word_off_and_leave_the_others_of_its_kind():
    row = AvoidedWord(language="en", words="Vulnerable", is_pointed_out=False)

    assert words("vulnerable beneficiaries", "en", row) == ["beneficiaries"]


def test_staff_say_otherwise_of_a_listed_word():
    row = AvoidedWord(language="fr", words="vulnerable", reason="La nôtre")

    (found,) = find("vulnérable", "fr", of_staff=(row,))

    assert found.reason == "La nôtre"


def test_what_staff_type_is_no_pattern():
    row = AvoidedWord(language="en", words="a+b (x), [, .*", reason="-")

    assert words("aab x and anything", "en", row) == []
    assert words("it is a+b (x) here", "en", row) == ["a+b (x)"]


def test_a_word_between_quotation_marks_is_known_to_be_somebodys_own():
    found = find("“We were poor”, she says of the poor years.", "en")

    assert [(one.word, one.is_quoted) for one in found] == [("poor", True), ("the poor", False)]


def test_the_name_of_the_community_is_a_setting_of_each_language(site):
    setting = CommunityName.for_site(Site.objects.get(is_default_site=True))
    setting.name_fr = "Peuples historiquement marginalisés"
    setting.save()

    assert community_name("en") == NAME
    assert community_name("fr") == "Peuples historiquement marginalisés"
    assert community_name("nl") == NAME


def about_words(page) -> list:
    return [note for note in notes(page) if note.kind == "Words"]


def test_the_editor_points_out_a_word_with_where_it_stands(site):
    story = site.story(title="Once", body=[("text", "<p>The <b>voiceless</b> potters.</p>")])

    (note,) = about_words(story)

    assert "“voiceless”" in note.text
    assert "Better: “who are rarely asked”" in note.text
    assert note.where == "block 1 (Text)"


def test_somebodys_own_words_stay_and_only_a_question_is_asked(site):
    story = site.story(title="Once", body=[("quote", {"text": "We are Batwa.", "name": "a potter"})])

    (note,) = about_words(story)

    assert "stays as they said it" in note.text
    assert "Better" not in note.text


def test_the_words_about_a_quote_are_staffs_own(site):
    story = site.story(title="Once", body=[("quote", {"text": "I am a potter.", "name": "a Batwa woman"})])

    (note,) = about_words(story)

    assert f"Better: {NAME}" in note.text


def test_titles_and_introductions_are_looked_at_too(site):
    story = site.story(title="Helping the poor", intro="Our beneficiaries", body=[])

    assert [note.where for note in about_words(story)] == ["title", "introduction"]


def test_figures_without_a_claim_are_pointed_out_and_those_with_one_are_not(site):
    goats = factories.claim(value="Over 300", unit="goats")
    body = [("text", "<p>300 goats and 120 people.</p>"), ("figure", {"claim": goats, "words": ""})]
    story = site.story(title="Once", body=body)

    found = [note for note in notes(story) if note.kind == "Figures"]

    assert len(found) == 1
    assert "“120 people”" in found[0].text
    assert "300" not in found[0].text


def test_figures_in_somebodys_own_words_are_theirs(site):
    story = site.story(title="Once", body=[("quote", {"text": "I have made 500 pots.", "name": ""})])

    assert [note for note in notes(story) if note.kind == "Figures"] == []


def test_notes_cost_the_same_number_of_queries_for_any_number_of_blocks(site, django_assert_max_num_queries):
    few = site.story(body=[("text", "<p>The poor.</p>")])
    many = site.story(body=[("text", "<p>The poor.</p>")] * 20)
    notes(few)

    for story in (few, many):
        with django_assert_max_num_queries(6):
            notes(story)


@pytest.fixture
def staff(client, site):
    client.force_login(factories.staff())
    return client


def test_staff_decide_the_name_in_each_language(staff):
    address = f"/admin/settings/cms/communityname/{Site.objects.get(is_default_site=True).pk}/"
    names = {"name_en": "People of the clay", "name_fr": "Gens de l’argile", "name_nl": "", "name_rw": ""}

    shown = staff.get(address)
    saved = staff.post(address, names | {"decided": "At the assembly of March."})

    assert shown.status_code == 200
    assert saved.status_code == 302
    assert [community_name(code) for code in ("en", "fr", "nl")] == [
        "People of the clay",
        "Gens de l’argile",
        "People of the clay",
    ]


def test_a_word_that_staff_added_is_pointed_out_from_then_on(staff, site):
    story = site.story(title="Once", body=[("text", "<p>A noble cause.</p>")])
    form = {"language": "en", "words": "noble cause", "reason": "It is a shop.", "alternative": "good work"}

    added = staff.post("/admin/snippets/cms/avoidedword/add/", form | {"is_pointed_out": "on"})

    assert added.status_code == 302
    (note,) = about_words(story)
    assert note.text == "“noble cause”. It is a shop. Better: good work."


def test_hostile_words_of_staff_are_words_in_the_editor(staff, site):
    story = site.story(title="Once", body=[("text", "<p>A noble cause.</p>")])
    bad = "<script>alert(1)</script>"
    AvoidedWord.objects.create(language="en", words="noble cause", reason=bad, alternative=bad)

    page = staff.get(f"/admin/pages/{story.pk}/edit/").content.decode()

    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page
