"""Reading what a leader sent: question by question, beside what is live; published, or given back with remarks."""

from decimal import Decimal

import pytest
from django.utils import translation

from cooperatives.photos.models import ShowsPeople
from shop.catalogue.models import Product
from shop.logbook.viewsets import entries_about
from shop.moderation.compared import rows_of
from shop.moderation.logbook import PICTURE_LOOKED_AT
from shop.moderation.phrases import REMARKS
from shop.workspace.listings.models import Submission
from shop.workspace.photos.models import LeaderPhoto
from tests import factories
from tests.queries import assert_same_queries, queries_of

pytestmark = pytest.mark.django_db


def address_of(submission: Submission) -> str:
    return f"/admin/review/submissions/{submission.pk}/"


def typed(submission: Submission, **fields) -> dict:
    """What a reviewer sends who agrees with everything."""
    pictures = {
        f"picture-{photo.photo_id}-shows": "nobody"
        for photo in LeaderPhoto.objects.filter(places__listing=submission.key)
    }
    words = {"title": "Basket of dawn", "summary": "", "description": "", "weight_grams": "900"}
    prices = {"price_EUR": "61.00", "price_USD": "", "price_GBP": "53"}
    return {"version": submission.version, **words, **prices, **pictures, "publish": ""} | fields


def asking(submission: Submission, **fields) -> dict:
    made = typed(submission, **fields)
    del made["publish"]
    return made | {"ask": ""}


def test_it_is_published_with_what_the_reviewer_adds(admin):
    submission = factories.submission(title="Agaseke k’umuseke", language="rw", looked_at=False)

    answered = admin.post(address_of(submission), typed(submission))

    product = Product.objects.get()
    assert answered["Location"] == "/admin/review/"
    assert (product.title_en, product.title_rw) == ("Basket of dawn", "Agaseke k’umuseke")
    assert product.weight_grams == 900
    prices = dict(product.stockrecords.get().prices.values_list("currency", "amount"))
    assert prices == {"EUR": Decimal(61), "GBP": Decimal(53), "RWF": Decimal(52_000)}
    assert product.images.get().original.may_be_shown()


def test_looking_at_its_pictures_is_in_the_log(admin, reviewer):
    submission = factories.submission(looked_at=False)

    admin.post(address_of(submission), typed(submission))

    [entry] = entries_about([LeaderPhoto.objects.get().photo])
    assert (entry.action, entry.user) == (PICTURE_LOOKED_AT, reviewer)


def test_guide_rates_propose_the_prices(admin):
    factories.guide_rates(EUR="1000")

    page = admin.get(address_of(factories.submission(price_rwf=52_000))).text

    assert 'name="price_EUR" value="52.00"' in page
    assert "1 EUR = 1000 RWF" in page


def test_the_reviewer_sees_what_the_group_gets(admin):
    by = factories.leader(factories.cooperative(commission_bp=1500))

    page = admin.get(address_of(factories.submission(by, price_rwf=64_000))).text

    assert "54,400" in page


def test_what_changes_stands_beside_what_is_live(admin):
    piece = factories.piece("Old name", height_cm=20)
    factories.picture_of(piece)
    by = factories.leader(piece.contributions.get().cooperative)
    submission = factories.submission(by, product=piece, title="New name", price_rwf=60_000)

    page = admin.get(address_of(submission)).text
    changed = {row.about for row in rows_of(submission) if row.is_changed}

    assert "Old name" in page
    assert "New name" in page
    assert {"title", "price_rwf", "size"} <= changed
    assert "kind" not in changed


@pytest.mark.parametrize(
    "wrong",
    [
        {"price_EUR": "-1"},
        {"price_EUR": "1.234"},
        {"price_GBP": "x"},
        {"weight_grams": "0"},
        {"weight_grams": ""},
        {"title": "x" * 121},
        {"version": "x"},
        {"phrase_title": "99"},
        {"own_title": "Please rename it"},
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(admin, wrong):
    submission = factories.submission()

    answered = admin.post(address_of(submission), typed(submission, summary="Typed before") | wrong)

    assert answered.status_code == 422
    assert "Typed before" in answered.text
    assert not Product.objects.exists()


def test_each_picture_has_to_be_looked_at(admin):
    submission = factories.submission(looked_at=False, photos=2)
    said = typed(submission)
    said.popitem()
    first = next(name for name in said if name.startswith("picture-"))
    del said[first]

    answered = admin.post(address_of(submission), said | {"publish": ""})

    assert answered.status_code == 422
    assert "Say who is to be seen in this picture." in answered.text
    assert not LeaderPhoto.objects.exclude(photo__shows_people=ShowsPeople.NOT_LOOKED_AT).exists()


def test_a_face_without_a_consent_keeps_it_from_being_published_and_nothing_is_written(admin):
    submission = factories.submission(looked_at=False)
    photo = LeaderPhoto.objects.get().photo
    said = {f"picture-{photo.pk}-shows": "named", f"picture-{photo.pk}-people": str(submission.leader.person.pk)}

    answered = admin.post(address_of(submission), typed(submission) | said)

    assert answered.status_code == 422
    assert "None of its pictures may be shown." in answered.text
    photo.refresh_from_db()
    assert not photo.is_looked_at


def test_a_change_is_asked_for_in_the_leaders_language(admin, reviewer):
    by = factories.leader(language="fr")
    submission = factories.submission(by)

    admin.post(address_of(submission), asking(submission, phrase_photos="0", own_photos="Merci !", weight_grams=""))

    submission.refresh_from_db()
    [remark] = submission.remarks.all()
    with translation.override("fr"):
        assert remark.text == f"{REMARKS['photos'][0]}\nMerci !"
    assert (submission.state, remark.field, remark.by) == (Submission.State.CHANGE_ASKED, "photos", reviewer)


def test_something_has_to_be_asked(admin):
    submission = factories.submission()

    answered = admin.post(address_of(submission), asking(submission))

    assert answered.status_code == 422
    assert "Say at one question at least what should change." in answered.text


@pytest.mark.parametrize("send", [typed, asking])
def test_what_the_leader_changed_while_it_was_read_is_shown_and_not_decided(admin, send):
    submission = factories.submission(title="As it was read")
    said = send(submission, own_title="" if send is typed else "Rename it")
    Submission.objects.filter(pk=submission.pk).update(title="As it is now", version=submission.version + 1)

    answered = admin.post(address_of(submission), said)

    assert answered.status_code == 422
    assert "As it is now" in answered.text
    assert Submission.objects.get().state == Submission.State.SENT


def test_what_was_decided_before_can_be_read_and_not_decided_again(admin):
    submission = factories.submission()
    admin.post(address_of(submission), typed(submission))

    read = admin.get(address_of(submission))
    again = admin.post(address_of(submission), typed(submission))

    assert "Ask for these changes" not in read.text
    assert again.status_code == 422
    assert Product.objects.count() == 1


def test_a_draft_is_the_leaders_alone(admin):
    assert admin.get(address_of(factories.submission(state="draft"))).status_code == 404


def test_what_leaders_type_is_only_letters(admin):
    submission = factories.submission(
        title="<script>alert(1)</script>", words='"><img src=x onerror=alert(1)>\u202egnol'
    )

    page = admin.get(address_of(submission)).text

    assert "<script>alert(1)" not in page
    assert "<img src=x" not in page


def test_the_screen_costs_the_same_for_many_pictures(admin):
    few = factories.submission(looked_at=False, photos=1)
    many = factories.submission(looked_at=False, photos=8)
    factories.artisan(few.cooperative, is_named=True)
    for _number in range(6):
        factories.artisan(many.cooperative, is_named=True)

    assert_same_queries(address_of(many), queries_of(admin, address_of(few)), queries_of(admin, address_of(many)))
