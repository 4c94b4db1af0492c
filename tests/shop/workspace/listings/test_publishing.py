"""From what a leader sent to a live piece: once, as it was read, and with the old version live until then."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from modelsearch.tasks import insert_or_update_object_task

from cooperatives.consents.scopes import Scope
from cooperatives.photos.models import ShowsPeople
from cooperatives.photos.showing import say_who_is_seen
from shop.catalogue.models import Product, ProductImage
from shop.logbook.viewsets import entries_about
from shop.moderation.models import Trust
from shop.partner.models import GuideRate, StockRecord
from shop.workspace.listings.logbook import CHANGE_ASKED, PUBLISHED
from shop.workspace.listings.models import Submission
from shop.workspace.listings.publishing import (
    Added,
    NothingAsked,
    NotReady,
    NotWaiting,
    ask_for_change,
    proposed_prices,
    publish,
    publish_if_trusted,
)
from shop.workspace.photos.models import LeaderPhoto
from tests import factories

pytestmark = pytest.mark.django_db
PRICES = {"EUR": Decimal("49.00"), "USD": None}


@pytest.fixture(autouse=True)
def _world(world):
    pass


def published(submission: Submission, **what) -> Product:
    product = publish(**{"submission": submission, "by": factories.staff(), "prices": PRICES} | what)
    submission.refresh_from_db()
    return product


def trust(submission: Submission) -> None:
    Trust.objects.create(cooperative=submission.cooperative, why="Twenty good pieces")


def prices_of(product: Product) -> dict[str, Decimal]:
    return dict(product.stockrecords.get().prices.values_list("currency", "amount"))


def test_what_was_sent_is_for_sale():
    submission = factories.submission(title="Agaseke of dawn", quantity=3)

    product = published(submission)

    page = Client().get(product.get_absolute_url())
    assert page.status_code == 200
    assert "Agaseke of dawn" in page.text
    assert prices_of(product) == {"EUR": Decimal("49.00"), "RWF": Decimal(52_000)}
    assert product.stockrecords.get().num_in_stock == 3
    assert [part.cooperative for part in product.contributions.all()] == [submission.cooperative]
    assert (submission.state, submission.product) == (Submission.State.PUBLISHED, product)


def test_what_nobody_wrote_is_empty_and_not_missing():
    product = published(factories.submission())

    said = [getattr(product, f"{field}_en") for field in ("summary", "technique", "care")]
    assert said == ["", "", ""]


def test_searching_is_told_of_it():
    product = published(factories.submission())

    told = DBTaskResult.objects.filter(task_path=insert_or_update_object_task.module_path)
    assert ["catalogue", "product", str(product.pk)] in [task.args_kwargs["args"] for task in told]


def test_its_pictures_hang_in_the_order_of_the_leader():
    submission = factories.submission(photos=3)

    product = published(submission)

    sent = [photo.photo_id for photo in LeaderPhoto.objects.order_by("places__position")]
    assert [image.original_id for image in product.images.order_by("display_order")] == sent


def test_only_what_its_shape_has_is_measured():
    submission = factories.submission(shape=Submission.Shape.FLAT, width_cm=30, depth_cm=9, diameter_cm=5)

    product = published(submission)

    assert (product.width_cm, product.depth_cm, product.diameter_cm) == (30, None, None)


def test_words_stand_in_the_language_of_the_leader_and_staff_add_the_english():
    submission = factories.submission(language="rw", title="Agaseke k’amahoro", words="Cyaboshywe nimugoroba.")

    product = published(submission, added=Added(title="Basket of peace", weight_grams=950))

    assert (product.title_en, product.title_rw) == ("Basket of peace", "Agaseke k’amahoro")
    assert (product.description_en or "", product.description_rw) == ("", "Cyaboshywe nimugoroba.")
    assert product.weight_grams == 950


def test_a_piece_without_a_name_is_called_what_it_is():
    submission = factories.submission(title="", words="")

    assert published(submission).title_en == "Baskets"


def test_markup_is_taken_out():
    submission = factories.submission(title="<b>Basket</b><script>x</script>", words="<img src=x onerror=y>Woven")

    product = published(submission)

    assert (product.title_en, product.description_en) == ("Basketx", "Woven")


def test_artisans_of_another_group_are_not_named():
    submission = factories.submission()
    stranger = factories.artisan(factories.cooperative())
    member = factories.artisan(submission.cooperative)
    submission.artisans.set([stranger, member])

    assert list(published(submission).artisans.all()) == [member]


def test_it_is_published_once():
    submission = factories.submission()
    read_before = Submission.objects.get(pk=submission.pk)
    published(submission)

    with pytest.raises(NotWaiting):
        published(read_before)

    assert Product.objects.count() == 1


def test_what_the_leader_changed_since_is_read_again():
    submission = factories.submission()
    Submission.objects.filter(pk=submission.pk).update(version=submission.version + 1, price_rwf=1)

    with pytest.raises(NotWaiting):
        published(submission)

    assert not Product.objects.exists()


@pytest.mark.parametrize("state", ["draft", "change", "given_up"])
def test_what_was_not_sent_is_not_published(state):
    with pytest.raises(NotWaiting):
        published(factories.submission(state=state))


@pytest.mark.parametrize(
    ("lacks", "question"),
    [({"price_rwf": None}, "price_rwf"), ({"quantity": 0}, "quantity"), ({"photos": 0}, "photos")],
)
def test_what_lacks_something_waits(lacks, question):
    submission = factories.submission(**lacks)

    with pytest.raises(NotReady) as refused:
        published(submission)

    assert list(refused.value.lacking) == [question]
    assert Submission.objects.get().state == Submission.State.SENT


def test_nobody_is_shown_before_somebody_has_looked():
    submission = factories.submission(looked_at=False)

    with pytest.raises(NotReady):
        published(submission)

    assert not ProductImage.objects.exists()


def test_a_face_without_a_consent_is_not_shown():
    submission = factories.submission(looked_at=False)
    say_who_is_seen(LeaderPhoto.objects.get().photo, shows=ShowsPeople.NAMED, people=[factories.person()])

    with pytest.raises(NotReady):
        published(submission)


class TestChangingALivePiece:
    def test_the_old_version_is_live_until_then(self):
        piece = factories.piece("Old name")
        factories.picture_of(piece)
        submission = self.change_of(piece, title="New name", price_rwf=60_000)

        before = Client().get(piece.get_absolute_url()).text
        product = published(submission)
        after = Client().get(product.get_absolute_url()).text

        assert "Old name" in before
        assert "New name" not in before
        assert "New name" in after
        assert product == piece
        assert prices_of(product)["RWF"] == 60_000

    def test_words_left_as_they_were_shown_are_not_said_to_be_in_another_language(self):
        piece = factories.piece("Old name")

        product = published(self.change_of(piece, title="Old name", language="rw", photos=1))

        assert product.title_rw in ("", None)

    def test_pictures_that_were_left_out_go_and_new_ones_come(self):
        piece = factories.piece()
        factories.picture_of(piece)
        submission = self.change_of(piece, photos=2)

        product = published(submission)

        assert product.images.count() == 2

    def test_pictures_stay_where_the_leader_said_nothing_of_them(self):
        piece = factories.piece()
        kept = factories.picture_of(piece)

        product = published(self.change_of(piece))

        assert list(product.images.all()) == [kept]

    def test_pieces_sold_meanwhile_are_not_for_sale_again(self):
        piece = factories.piece(stock=5)
        factories.picture_of(piece)
        submission = self.change_of(piece, quantity_was=5, quantity=7)
        StockRecord.objects.filter(product=piece).update(num_in_stock=2)  # three were sold at the market

        published(submission)

        assert StockRecord.objects.get(product=piece).num_in_stock == 4

    def test_ordered_pieces_stay_ordered_when_the_leader_has_none_left(self):
        piece = factories.piece(stock=5)
        factories.picture_of(piece)
        submission = self.change_of(piece, quantity_was=5, quantity=0)
        StockRecord.objects.filter(product=piece).update(num_allocated=2)

        published(submission)

        record = StockRecord.objects.get(product=piece)
        assert (record.num_in_stock, record.num_allocated) == (2, 2)

    def test_the_price_in_other_currencies_stays_with_the_price(self):
        factories.guide_rates()
        piece = factories.piece()

        same = proposed_prices(self.change_of(piece, price_rwf=52_000))
        other = proposed_prices(Submission(product=piece, price_rwf=106_000))

        assert same["EUR"] == Decimal("40.00")
        assert other["EUR"] == Decimal("100.00")

    def change_of(self, piece: Product, **fields) -> Submission:
        by = factories.leader(piece.contributions.get().cooperative)
        return factories.submission(by, **{"product": piece, "title": piece.title, "photos": 0} | fields)


class TestGuideRates:
    def test_prices_are_proposed_in_whole_units_and_never_less(self):
        factories.guide_rates(EUR="1060", USD="970")

        proposed = proposed_prices(factories.submission(price_rwf=52_000))

        assert (proposed["EUR"], proposed["USD"]) == (Decimal("50.00"), Decimal("54.00"))

    def test_the_newest_rate_that_holds_proposes(self):
        factories.guide_rates(EUR="1000")
        today = timezone.localdate()
        GuideRate.objects.create(currency="EUR", rwf=2000, valid_from=today)
        GuideRate.objects.create(currency="EUR", rwf=4000, valid_from=today + timedelta(days=1))

        assert proposed_prices(factories.submission(price_rwf=52_000))["EUR"] == Decimal("26.00")

    def test_without_a_rate_nothing_is_proposed(self):
        assert proposed_prices(factories.submission())["EUR"] is None


class TestTrust:
    def test_what_a_trusted_group_sends_is_live_at_once(self):
        factories.guide_rates()
        submission = factories.submission(looked_at=False)
        trust(submission)

        product = publish_if_trusted(submission)

        assert prices_of(product) == {"EUR": 50, "USD": 54, "GBP": 43, "RWF": 52_000}
        assert product.images.get().original.may_be_shown()

    def test_without_trust_it_waits(self):
        factories.guide_rates()
        submission = factories.submission()

        assert publish_if_trusted(submission) is None
        assert Submission.objects.get().state == Submission.State.SENT

    def test_a_price_that_looks_wrong_waits(self):
        factories.guide_rates()
        submission = factories.submission(price_is_meant=True)
        trust(submission)

        assert publish_if_trusted(submission) is None

    def test_without_guide_rates_it_waits(self):
        submission = factories.submission()
        trust(submission)

        assert publish_if_trusted(submission) is None

    def test_a_picture_of_somebody_unsaid_waits(self):
        factories.guide_rates()
        submission = factories.submission(looked_at=False)
        LeaderPhoto.objects.update(says=LeaderPhoto.Says.UNSAID)
        trust(submission)

        assert publish_if_trusted(submission) is None

    def test_a_face_that_may_not_be_shown_waits_and_stays_unlooked_at(self):
        factories.guide_rates()
        submission = factories.submission(looked_at=False)
        sent = LeaderPhoto.objects.get()
        sent.says = LeaderPhoto.Says.NAMED
        sent.save()
        sent.says_people.add(factories.person())
        trust(submission)

        assert publish_if_trusted(submission) is None
        sent.photo.refresh_from_db()
        assert not sent.photo.is_looked_at

    def test_a_face_whose_owner_allows_it_is_shown(self):
        factories.guide_rates()
        submission = factories.submission(looked_at=False)
        sent = LeaderPhoto.objects.get()
        sent.says = LeaderPhoto.Says.NAMED
        sent.save()
        sent.says_people.add(factories.person(allows=[Scope.FACE]))
        trust(submission)

        assert publish_if_trusted(submission).images.get().original.may_be_shown()


class TestAskingForAChange:
    def test_the_leader_reads_what_should_change(self):
        submission = factories.submission()

        ask_for_change(
            submission=submission, remarks={"photos": "Take it outside.", "title": " "}, by=factories.staff()
        )

        submission.refresh_from_db()
        assert submission.state == Submission.State.CHANGE_ASKED
        assert [(remark.field, remark.text) for remark in submission.remarks.all()] == [("photos", "Take it outside.")]

    def test_something_has_to_be_said(self):
        with pytest.raises(NothingAsked):
            ask_for_change(submission=factories.submission(), remarks={"title": " "}, by=factories.staff())

    def test_what_was_read_by_somebody_else_meanwhile_is_left_alone(self):
        submission = factories.submission()
        read_before = Submission.objects.get(pk=submission.pk)
        published(submission)

        with pytest.raises(NotWaiting):
            ask_for_change(submission=read_before, remarks={"title": "No"}, by=factories.staff())


def test_every_act_is_in_the_log():
    by = factories.staff()
    first, second = factories.submission(), factories.submission()
    published(first, by=by)
    ask_for_change(submission=second, remarks={"title": "No"}, by=by)

    entries = entries_about([first, second])

    assert [(entry.action, entry.user) for entry in entries] == [(PUBLISHED, by), (CHANGE_ASKED, by)]
