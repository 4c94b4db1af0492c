"""A table of pieces and stock: what becomes of each row, said first and done only as it was said."""

import io
from datetime import date

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import ModelLogEntry

from cooperatives.tables.fates import Fate, HasChanged, fingerprint
from cooperatives.tables.reading import Unreadable, read, write
from shop.catalogue.models import Product
from shop.imports.bringing_in import bring_in, fates, records
from shop.imports.piece_rows import TABLE, as_row
from shop.partner.models import StockRecord
from tests import factories

pytestmark = pytest.mark.django_db
NEW = "sku,cooperative,title,category,stock,price_eur,weight_grams,materials,height_cm"


@pytest.fixture
def weavers(world):
    factories.category("Baskets")
    return factories.cooperative("Abeza Weavers")


def table(*rows: str, head: str = "sku,stock") -> bytes:
    return "\n".join([head, *rows]).encode()


def take(data: bytes) -> list:
    return bring_in(data=data, shown=fingerprint(fates(data)))


def sku_of(piece: Product) -> str:
    return piece.stockrecords.get().partner_sku


def workbook(*rows: tuple) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def test_a_new_piece_comes_in_and_is_not_shown_before_it_has_a_picture(weavers):
    [outcome] = take(table("AB-1,abeza weavers,A tall basket,baskets,4,38.50,700,,28.5", head=NEW))

    made = Product.objects.get()
    assert outcome.fate is Fate.ADDED
    assert (made.title, made.weight_grams, str(made.height_cm), made.is_public) == (
        "A tall basket",
        700,
        "28.5",
        False,
    )
    assert [part.cooperative for part in made.contributions.all()] == [weavers]
    record = made.stockrecords.get()
    assert (record.partner_sku, record.num_in_stock, record.partner) == ("AB-1", 4, weavers.partner)
    assert [(price.currency, str(price.amount)) for price in record.prices.all()] == [("EUR", "38.50")]


def test_stock_and_price_of_a_piece_that_is_there_change_and_the_rest_stays(weavers):
    piece = factories.piece("A bowl", by=weavers, stock=5)

    [outcome] = take(table(f"{sku_of(piece)},9,41", head="sku,stock,price_eur"))

    assert outcome.fate is Fate.CHANGED
    assert outcome.changes == [("stock", "5", "9"), ("price_eur", "40", "41")]
    row = as_row(records().get())
    assert (row["stock"], row["price_eur"], row["price_usd"], row["title"]) == ("9", "41", "44", "A bowl")


def test_an_empty_cell_says_nothing(weavers):
    piece = factories.piece("A bowl", by=weavers, stock=5)

    [outcome] = fates(table(f"{sku_of(piece)},,,", head="sku,stock,title,price_eur"))

    assert (outcome.fate, outcome.changes) == (Fate.UNCHANGED, [])


def test_what_was_written_reads_back_as_it_was(weavers):
    both = factories.piece("Of two", by={weavers: 3, factories.cooperative("Ibumba"): 1}, diameter_cm="19.5")
    factories.piece("Words, “quoted”; =1+1", by=weavers, summary="-12", is_one_of_a_kind=True)

    outcomes = fates(write(map(as_row, records()), TABLE).encode())

    assert {outcome.fate for outcome in outcomes} == {Fate.UNCHANGED}
    assert outcomes[0].row == both


@pytest.mark.parametrize(
    ("head", "row", "column"),
    [
        ("sku,stock", "{sku},-1", "stock"),
        ("sku,stock", "{sku},1.5", "stock"),
        ("sku,stock", "{sku},1", "stock"),  # two are ordered
        ("sku,price_eur", "{sku},0", "price_eur"),
        ("sku,price_rwf", "{sku},100.50", "price_rwf"),
        ("sku,price_eur", "{sku},=2*20", "price_eur"),
        ("sku,weight_grams", "{sku},0", "weight_grams"),
        ("sku,height_cm", "{sku},12.25", "height_cm"),
        ("sku,category", "{sku},Hats", "category"),
        ("sku,materials", "{sku},Gold", "materials"),
        ("sku,public", "{sku},perhaps", "public"),
        ("sku,cooperative", "{sku},Ibumba", "cooperative"),
        ("sku,cooperative", "{sku},Nobody", "cooperative"),
        ("sku,title", "{sku}," + "x" * 256, "title"),
        ("sku,stock", "unknown,3", "title"),
        (NEW, "N-1,abeza weavers,Basket,baskets,4,,,,", "price_eur"),
        (NEW + ",public", "N-1,abeza weavers,Basket,baskets,4,40,,,,yes", "public"),
        (NEW, "N-1,abeza weavers + ibumba,Basket,baskets,4,40,,,", "cooperative"),
        (NEW, ",abeza weavers,Basket,baskets,4,40,,,", "sku"),
        (NEW, "N" * 200 + ",abeza weavers,Basket,baskets,4,40,,,", "sku"),
    ],
)
def test_a_row_that_cannot_be_is_left_out_and_says_which_column(weavers, head, row, column):
    factories.cooperative("Ibumba")
    piece = factories.piece("A bowl", by=weavers, stock=5)
    factories.order((piece, 2))
    before = as_row(records().get())

    [outcome] = take(table(row.format(sku=sku_of(piece)), head=head))

    assert outcome.fate is Fate.REFUSED
    assert column in outcome.problems
    assert as_row(records().get()) == before


def test_markup_in_words_is_taken_out(weavers):
    piece = factories.piece("A bowl", by=weavers)

    take(table(f"{sku_of(piece)},<script>alert(1)</script>Deep", head="sku,description"))

    assert "<" not in Product.objects.get().description


def test_a_row_that_stands_twice_counts_once(weavers):
    piece = factories.piece("A bowl", by=weavers, stock=5)

    first, second = fates(table(f"{sku_of(piece)},7", f"{sku_of(piece)},8"))

    assert (first.fate, second.fate) == (Fate.CHANGED, Fate.REFUSED)
    assert "line 2" in second.problems["sku"]


def test_a_number_that_two_pieces_have_says_nothing(weavers):
    one, other = factories.piece("One", by=weavers), factories.piece("Other", by=factories.cooperative())
    StockRecord.objects.filter(product=other).update(partner_sku=sku_of(one))

    [outcome] = fates(table(f"{sku_of(one)},7"))

    assert "Several pieces" in outcome.problems["sku"]


def test_a_piece_that_was_bought_between_looking_and_taking_is_shown_again(weavers):
    piece = factories.piece("A bowl", by=weavers, stock=5)
    data = table(f"{sku_of(piece)},1")
    shown = fingerprint(fates(data))
    factories.order((piece, 2))

    with pytest.raises(HasChanged):
        bring_in(data=data, shown=shown)

    assert StockRecord.objects.get().num_in_stock == 5


def test_a_workbook_says_the_same_as_text(weavers):
    piece = factories.piece("A bowl", by=weavers, stock=5)

    [outcome] = fates(workbook(("sku", "stock", "price_eur", "title"), (sku_of(piece), 9, 41.5, "A bowl")))

    assert outcome.changes == [("stock", "5", "9"), ("price_eur", "40", "41.5")]


def test_a_formula_in_a_workbook_is_refused_and_a_date_is_text(weavers):
    piece = factories.piece("A bowl", by=weavers, stock=5)

    [outcome] = fates(workbook(("sku", "stock", "summary"), (sku_of(piece), "=2+3", date(2026, 3, 1))))

    assert list(outcome.problems) == ["stock"]
    assert outcome.line.cells["summary"] == "2026-03-01"


def bomb() -> bytes:
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * 60 * 1024 * 1024)
    return out.getvalue()


def with_an_entity() -> bytes:
    """A workbook whose sheet grows tenfold with every entity it names."""
    import zipfile

    source, out = io.BytesIO(workbook(("sku", "stock"), ("A", 1))), io.BytesIO()
    lol = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]><x>&b;</x>'
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, lol if name.endswith("sheet1.xml") else old.read(name))
    return out.getvalue()


@pytest.mark.parametrize(
    "data",
    [b"PK\x03\x04 and no more", bomb(), with_an_entity(), workbook(("sku",))[:-40], workbook()],
    ids=["stub", "bomb", "entities", "cut off", "empty"],
)
def test_a_workbook_that_cannot_be_read_says_why_and_costs_little(db, data):
    with pytest.raises(Unreadable):
        read(data, TABLE)


def test_fates_cost_the_same_number_of_queries_for_any_number_of_rows(weavers):
    def rows(number: int) -> bytes:
        pieces = [factories.piece(by=weavers) for _number in range(number)]
        return table(*(f"{sku_of(piece)},9" for piece in pieces))

    one, many = rows(1), rows(12)

    with CaptureQueriesContext(connection) as few:
        fates(one)
    with CaptureQueriesContext(connection) as more:
        fates(many)

    assert len(few) == len(more)


def test_staff_look_at_a_table_take_it_and_the_log_says_who(weavers):
    piece = factories.piece("A bowl", by=weavers, stock=5)
    client, staff = Client(), factories.staff()
    client.force_login(staff)
    file = SimpleUploadedFile("stock.csv", table(f"{sku_of(piece)},9"), "text/csv")

    page = client.post("/admin/pieces/import/", {"file": file})
    shown = page.text.split('name="sealed" value="')[1].split('"')[0]
    assert StockRecord.objects.get().num_in_stock == 5
    answer = client.post("/admin/pieces/import/", {"sealed": shown}, follow=True)

    assert "5 → 9" in page.text
    assert "1 piece was brought in." in answer.text
    assert StockRecord.objects.get().num_in_stock == 9
    entry = ModelLogEntry.objects.get(user=staff)
    assert entry.data["changes"] == [{"field": "stock", "from": "5", "to": "9"}]


def test_who_may_not_change_pieces_does_not_see_the_table(weavers):
    client = Client()
    client.force_login(factories.user())

    for address in ("/admin/pieces/import/", "/admin/pieces/table/"):
        assert client.get(address).status_code in (302, 403)
