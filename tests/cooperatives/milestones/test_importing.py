"""A table of milestones: what becomes of each row, in whatever way a spreadsheet program saved it."""

from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from cooperatives.milestones.importing import TABLE, as_row, bring_in, bring_in_file, fates
from cooperatives.milestones.models import Milestone
from cooperatives.milestones.units import Unit
from cooperatives.models import Cooperative
from cooperatives.tables.fates import Fate, HasChanged, fingerprint
from cooperatives.tables.reading import Unreadable, read, write
from tests import factories

pytestmark = pytest.mark.django_db
DEMO = Path(settings.BASE_DIR) / "cms" / "demo" / "milestones.csv"
HEAD = "cooperative,kind,date,state,count,unit,trainees,trained_in_turn,source,note"
TRAINING = "abeza,training,2024-03-12,reached,,,14,40,Attendance list,Dyeing"


def table(*rows: str, head: str = HEAD) -> bytes:
    return "\n".join([head, *rows]).encode()


def take(data: bytes) -> list:
    return bring_in(data=data, shown=fingerprint(fates(data)))


def test_a_row_becomes_a_milestone(weavers):
    (outcome,) = take(table(TRAINING))

    made = Milestone.objects.get()
    assert outcome.fate is Fate.ADDED
    assert (made.cooperative, made.happened_on, made.trainees, made.trained_in_turn) == (
        weavers,
        date(2024, 3, 12),
        14,
        40,
    )
    assert (made.source, made.note) == ("Attendance list", "Dyeing")


def test_looking_changes_nothing(weavers):
    fates(table(TRAINING))

    assert not Milestone.objects.exists()


def test_the_same_table_again_changes_nothing(weavers):
    take(table(TRAINING))

    (again,) = take(table(TRAINING))

    assert again.fate is Fate.UNCHANGED
    assert Milestone.objects.count() == 1


def test_a_row_that_says_something_else_of_a_known_milestone_changes_it(weavers):
    take(table(TRAINING))

    (again,) = take(table(TRAINING.replace(",14,40,", ",15,,")))

    assert again.fate is Fate.CHANGED
    assert again.changes == [("trainees", "14", "15"), ("trained_in_turn", "40", "")]
    made = Milestone.objects.get()
    assert (made.trainees, made.trained_in_turn) == (15, None)


def test_a_column_that_a_table_does_not_have_changes_nothing(weavers):
    take(table(TRAINING))

    (again,) = take(b"cooperative,kind,date,trainees,source\nabeza,training,2024-03-12,15,Attendance list")

    assert again.changes == [("trainees", "14", "15")]
    made = Milestone.objects.get()
    assert (made.trained_in_turn, made.note) == (40, "Dyeing")


def test_what_was_expected_is_marked_as_reached_by_a_table(weavers):
    this_year = str(timezone.localdate().year)
    take(table(f"abeza,fair,{this_year},expected,,,,,Invitation,"))

    (again,) = take(table(f"abeza,fair,{this_year},reached,,,,,Invoice,"))

    assert again.changes == [("state", "expected", "reached"), ("source", "Invitation", "Invoice")]
    assert Milestone.objects.get().is_reached


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        ("nobody,fair,2024,,,,,,List,", "cooperative", "no cooperative of this name"),
        ("abeza,party,2024,,,,,,List,", "kind", "one of these"),
        ("abeza,fair,12/03/2024,,,,,,List,", "date", "2024-03-12"),
        ("abeza,fair,2024-13,,,,,,List,", "date", "2024-03-12"),
        ("abeza,fair,,,,,,,List,", "happened_on", "has a date"),
        ("abeza,fair,2999,,,,,,List,", "happened_on", "lies ahead"),
        ("abeza,fair,2019,expected,,,,,List,", "happened_on", "Was it reached?"),
        ("abeza,fair,2024,hoped,,,,,List,", "state", "one of these"),
        ("abeza,livestock,2024,,twelve,goats,,,List,", "count", "as 1200 or 0.5"),
        ('abeza,livestock,2024,,"1,200",goats,,,List,', "count", "as 1200 or 0.5"),
        ("abeza,livestock,2024,,-3,goats,,,List,", "count", "as 1200 or 0.5"),
        ("abeza,livestock,2024,,12,dragons,,,List,", "unit", "one of these"),
        ("abeza,livestock,2024,,12,,,,List,", "unit", "what was counted"),
        ("abeza,livestock,2024,,,goats,,,List,", "count", "how many"),
        ("abeza,training,2024,,,,1.5,,List,", "trainees", "whole number"),
        ("abeza,fair,2024,,,,3,,List,", "trainees", "Only a training"),
        ("abeza,fair,2024,,,,,,,", "source", "cannot be blank"),
        (f"abeza,fair,2024,,,,,,{'x' * 201},", "source", "at most 200"),
        ("abeza,fair,2024,,,,,,=1+1,", "source", "formula"),
        ("abeza,fair,2024,,,,,,List,A note,with a comma", "row", "more cells"),
    ],
)
def test_what_is_wrong_with_a_row_is_said_by_column_and_the_row_left_out(weavers, row, column, words):
    column = "date" if column == "happened_on" else column

    wrong, right = take(table(row, TRAINING))

    assert (wrong.number, wrong.fate) == (2, Fate.REFUSED)
    assert words in wrong.problems[column]
    assert right.fate is Fate.ADDED
    assert Milestone.objects.count() == 1


def test_the_same_milestone_twice_in_one_table_is_taken_once(weavers):
    _first, second = take(table(TRAINING, TRAINING))

    assert second.problems == {"row": "The same milestone stands in line 2 already."}
    assert Milestone.objects.count() == 1


def test_lines_are_numbered_as_in_the_file(weavers):
    two_lines = 'abeza,fair,2023,,,,,,List,"A note\non two lines"'

    outcomes = fates(table(two_lines, "", TRAINING))

    assert [outcome.number for outcome in outcomes] == [2, 5]
    assert outcomes[0].row.note == "A note\non two lines"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_it_is_read_as_any_spreadsheet_program_saves_it(weavers, encoding, separator):
    row = "Abeza Weavers,Training,2024,Reached,,,14,,Procès-verbal,Évariste’s".replace("’", "'")

    data = f"{HEAD}\r\n{row}\r\n".replace(",", separator).encode(encoding)
    (outcome,) = fates(data)

    assert outcome.fate is Fate.ADDED
    assert outcome.row.source == "Procès-verbal"


def test_excels_own_line_about_the_separator_is_understood(weavers):
    (outcome,) = fates(b"sep=;\n" + table(TRAINING).replace(b",", b";"))

    assert (outcome.number, outcome.fate) == (3, Fate.ADDED)


def test_columns_may_stand_in_any_order_and_some_be_missing(weavers):
    (outcome,) = fates(b"Source,Date,Kind,Cooperative\nList,2024,exchange visit,ABEZA\n")

    assert outcome.fate is Fate.ADDED
    assert outcome.row.kind == Milestone.Kind.EXCHANGE_VISIT


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"\n\n  \n", "empty"),
        (HEAD.encode(), "no other"),
        (b"kind,date\nfair,2024", "missing: cooperative, source"),
        (table("x", head=HEAD + ",colour"), "not known: colour"),
        (table("x", head=HEAD + ",note"), "there twice: note"),
        (table('abeza,fair,2024,,,,,,"List,'), "line 2"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "not a text file"),
        (b"\xff\xfe\x00", "not a text file"),
        (b"PK\x03\x04\x81\x8d\x8f", "workbook cannot be read"),
        (table(*["abeza,fair,2024,,,,,,List,"] * 2001), "more than 2000 rows"),
        (b"x" * (1024 * 1024 + 1), "larger than one megabyte"),
    ],
    ids=range(12),
)
def test_a_file_that_cannot_be_read_says_why(db, data, words):
    with pytest.raises(Unreadable, match=words):
        read(data, TABLE)


def test_nothing_is_done_that_was_not_shown(weavers):
    data = table(TRAINING)
    shown = fingerprint(fates(data))
    factories.milestone(weavers, happened_on=date(2024, 3, 12))

    with pytest.raises(HasChanged):
        bring_in(data=data, shown=shown)

    assert Milestone.objects.get().trainees is None


def test_an_expectation_whose_time_is_over_reads_back_as_it_was(weavers):
    made = factories.milestone(weavers, state=Milestone.State.EXPECTED, happened_on=date(2999, 1, 1))
    Milestone.objects.filter(pk=made.pk).update(
        happened_on=date(2020, 1, 1), ends_on=date(2020, 1, 1), stated_on=date(2019, 1, 1)
    )
    made.refresh_from_db()

    (outcome,) = fates(write([as_row(made)], TABLE).encode())

    assert outcome.fate is Fate.UNCHANGED


def test_no_cell_that_is_written_runs_as_a_formula():
    row = dict.fromkeys(TABLE.columns, "") | {"source": '=HYPERLINK("http://example.org")', "note": "-12"}

    written = write([row], TABLE)

    assert '"\'=HYPERLINK(""http://example.org"")","\'-12"' in written


def test_fates_cost_the_same_number_of_queries_for_any_number_of_rows(weavers, django_assert_num_queries):
    rows = [f"abeza,fair,{year},,,,,,List," for year in range(1960, 2020)]

    with django_assert_num_queries(2):
        fates(table(*rows))


words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40).map(str.strip)
days = st.dates(date(1950, 1, 1), date(2025, 1, 1))
counts = st.decimals(0, 99_999_999, places=2, allow_nan=False, allow_infinity=False)


@st.composite
def milestones(draw) -> dict:
    fields = {
        "kind": draw(st.sampled_from(Milestone.Kind.values)),
        "state": draw(st.sampled_from(Milestone.State.values)),
        "precision": draw(st.sampled_from(Milestone.Precision.values)),
        "source": draw(words.filter(bool)),
        "note": draw(words),
    }
    fields["happened_on"] = draw(days) if fields["state"] == "reached" else None
    if draw(st.booleans()):
        fields |= {"count": draw(counts), "unit": draw(st.sampled_from(Unit.values))}
    if fields["kind"] == "training":
        numbers = st.none() | st.integers(0, 9_999_999)
        fields |= {"trainees": draw(numbers), "trained_in_turn": draw(numbers)}
    return fields


@hypothesis_settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(fields=milestones())
def test_whatever_is_written_reads_back_the_same(weavers, fields):
    Milestone.objects.all().delete()
    made = Milestone.objects.create(cooperative=weavers, **fields)
    made.refresh_from_db()

    data = write([as_row(made)], TABLE).encode()
    (known,) = fates(data)
    Milestone.objects.all().delete()
    (new,) = take(data)

    assert (known.fate, known.changes) == (Fate.UNCHANGED, [])
    assert new.fate is Fate.ADDED
    assert as_row(Milestone.objects.select_related("cooperative").get()) == as_row(made)


def test_the_demo_has_thirty_milestones_of_its_cooperatives(db):
    for slug in (
        "umucyo-weavers", "akazuba-association", "twiyubake-savings-group", "ibumba-pottery", "umuriro-potters",
        "isangano-crafts",
    ):  # fmt: skip
        factories.cooperative(slug=slug)

    outcomes = bring_in_file(DEMO)

    # What is expected there grows old, and then is left out.
    assert {name for outcome in outcomes for name in outcome.problems} <= {"date"}
    assert Milestone.objects.reached().count() >= 30
    assert Cooperative.objects.filter(milestones__isnull=True).count() == 0
