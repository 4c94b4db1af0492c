"""One queue of all that waits, oldest first, for those who may decide."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from oscar.apps.catalogue.reviews.models import ProductReview

from cooperatives.photos.models import Photo, ShowsPeople
from cooperatives.photos.showing import say_who_is_seen
from shop.moderation.ideas import Answered, answer
from shop.moderation.reviews import Decided, decide
from shop.workspace.daily.models import StoryIdea
from shop.workspace.listings.models import Submission
from tests import factories
from tests.queries import assert_same_queries, queries_of

pytestmark = pytest.mark.django_db
QUEUE = "/admin/review/"


def idea(days_ago: int = 0, **fields) -> StoryIdea:
    by = factories.leader()
    at = timezone.now() - timedelta(days=days_ago)
    fields = {"words": "Consolée’s daughter wove her first basket.", "sent_at": at, "language": "en"} | fields
    return StoryIdea.objects.create(cooperative=by.cooperative, leader=by, **fields)


def review(days_ago: int = 0, **fields) -> ProductReview:
    fields = {"title": "Finely woven", "body": "It holds my bread.", "score": 5, "user": factories.user()} | fields
    made = ProductReview.objects.create(product=factories.piece(), status=ProductReview.FOR_MODERATION, **fields)
    ProductReview.objects.filter(pk=made.pk).update(date_created=timezone.now() - timedelta(days=days_ago))
    return made


def picture(days_ago: int = 0) -> Photo:
    made = factories.leader_photo(factories.leader()).photo
    Photo.objects.filter(pk=made.pk).update(created_at=timezone.now() - timedelta(days=days_ago), title="By the door")
    return made


def test_the_oldest_of_every_kind_comes_first(admin):
    idea(days_ago=2)
    review(days_ago=4)
    picture(days_ago=1)
    factories.submission(title="Agaseke of dawn", sent_at=timezone.now() - timedelta(days=3))

    page = admin.get(QUEUE).text

    order = [page.index(words) for words in ("Finely woven", "Agaseke of dawn", "first basket", "By the door")]
    assert order == sorted(order)


def test_one_kind_can_be_looked_at_alone(admin):
    idea()
    review()

    page = admin.get(QUEUE, {"kind": "review"}).text

    assert "Finely woven" in page
    assert "first basket" not in page


@pytest.mark.parametrize("odd", [{"kind": "nothing"}, {"p": "x"}, {"p": "99"}, {"kind": "review", "p": "-1"}])
def test_an_odd_address_is_answered(admin, odd):
    assert admin.get(QUEUE, odd).status_code == 200


def test_what_does_not_wait_is_not_in_it(admin):
    for state in (Submission.State.DRAFT, Submission.State.CHANGE_ASKED, Submission.State.GIVEN_UP):
        factories.submission(state=state, title=f"Not this: {state}")
    review(title="Not this: review").delete()

    page = admin.get(QUEUE).text

    assert "Not this" not in page
    assert "Nothing waits" in page


def test_pictures_of_a_submission_are_looked_at_with_it(admin):
    factories.submission(looked_at=False, photos=3)

    page = admin.get(QUEUE, {"kind": "picture"}).text

    assert "Nothing waits" in page


def test_the_queue_costs_the_same_for_many(admin):
    def fill():
        factories.submission(looked_at=False)
        idea()
        review()
        picture()

    fill()
    few = queries_of(admin, QUEUE)
    for _number in range(5):
        fill()

    assert_same_queries(QUEUE, few, queries_of(admin, QUEUE))


def test_it_is_on_the_first_page_of_a_reviewer(admin):
    factories.submission(title="Agaseke of dawn")

    page = admin.get("/admin/").text

    assert "Sent by leaders and buyers, to look at" in page
    assert "Agaseke of dawn" in page


@pytest.mark.parametrize("kind", ["submissions", "pictures", "ideas", "reviews"])
def test_without_the_permission_nothing_is_to_be_seen(kind, reviewer):
    reviewer.user_permissions.remove(reviewer.user_permissions.get(codename="review"))
    client = Client()
    client.force_login(reviewer)
    rows = {
        "submissions": factories.submission().pk,
        "pictures": picture().pk,
        "ideas": idea().pk,
        "reviews": review().pk,
    }

    answers = [
        client.get(QUEUE),
        client.get(f"{QUEUE}{kind}/{rows[kind]}/"),
        client.post(f"{QUEUE}{kind}/{rows[kind]}/"),
    ]

    assert {answered.status_code for answered in answers} == {302}
    assert {answered["Location"] for answered in answers} == {"/admin/"}


@pytest.mark.parametrize("kind", ["submissions", "pictures", "ideas", "reviews"])
@pytest.mark.parametrize("number", ["999", "99999999999999999999999"])
def test_what_is_not_there_is_not_found(kind, number, admin):
    assert admin.get(f"{QUEUE}{kind}/{number}/").status_code == 404
    assert admin.post(f"{QUEUE}{kind}/{number}/").status_code == 404


class TestPictures:
    def test_what_staff_say_holds_and_goes_on_to_the_next(self, admin):
        first, second = picture(days_ago=2), picture(days_ago=1)

        answered = admin.post(f"{QUEUE}pictures/{first.pk}/", {"shows": "nobody"})

        first.refresh_from_db()
        assert first.may_be_shown()
        assert answered["Location"] == f"{QUEUE}pictures/{second.pk}/"

    def test_consents_stand_beside_the_names(self, admin):
        by = factories.leader(name="Ines Allows")
        factories.consent(by.person, "face")
        factories.artisan(by.cooperative, person=factories.person("Jo Does Not"))
        sent = factories.leader_photo(by)

        page = admin.get(f"{QUEUE}pictures/{sent.photo_id}/").text

        assert "Ines Allows – allows us to show their face until" in page
        assert "Jo Does Not – does not allow us to show their face" in page

    def test_somebody_has_to_be_named(self, admin):
        waiting = picture()

        answered = admin.post(f"{QUEUE}pictures/{waiting.pk}/", {"shows": "named"})

        assert answered.status_code == 422
        waiting.refresh_from_db()
        assert not waiting.is_looked_at

    @pytest.mark.parametrize(
        "said", [{}, {"shows": "x"}, {"shows": "named", "people": "9999"}, {"shows": "not_looked"}]
    )
    def test_nonsense_is_refused(self, admin, said):
        assert admin.post(f"{QUEUE}pictures/{picture().pk}/", said).status_code == 422

    def test_it_has_an_address_that_only_reviewers_may_know(self, admin):
        waiting = picture()
        address = f"{QUEUE}pictures/{waiting.pk}/small.jpg"

        assert admin.get(address)["Content-Type"] == "image/jpeg"
        assert Client().get(address).status_code == 302
        assert admin.get(f"{QUEUE}pictures/{waiting.pk}/huge.jpg").status_code == 404

    def test_one_that_staff_brought_waits_too(self, admin):
        brought = say_who_is_seen(factories.photo(title="From the office"), shows=ShowsPeople.NOT_LOOKED_AT)

        assert "From the office" in admin.get(QUEUE).text
        assert admin.get(f"{QUEUE}pictures/{brought.pk}/").status_code == 200


class TestStoryIdeas:
    def test_the_leader_is_answered_in_her_language(self, admin, reviewer):
        waiting = idea(language="rw")
        waiting.leader.language = "rw"
        waiting.leader.save()

        admin.post(f"{QUEUE}ideas/{waiting.pk}/", {"state": "taken_up", "phrase": "0", "own": "Ku wa mbere."})

        waiting.refresh_from_db()
        assert waiting.state == StoryIdea.State.TAKEN_UP
        assert waiting.answer.endswith("\nKu wa mbere.")
        assert waiting.answered_by == reviewer

    @pytest.mark.parametrize("said", [{}, {"state": "sent", "own": "x"}, {"state": "taken_up"}, {"phrase": "77"}])
    def test_half_an_answer_is_none(self, admin, said):
        waiting = idea()

        answered = admin.post(f"{QUEUE}ideas/{waiting.pk}/", said)

        assert answered.status_code == 422
        assert StoryIdea.objects.waiting().exists()

    def test_it_is_answered_once(self, reviewer):
        waiting = idea()
        answer(idea=waiting, state="taken_up", text="Thank you", by=reviewer)

        with pytest.raises(Answered):
            answer(idea=waiting, state="put_aside", text="Later", by=reviewer)

        waiting.refresh_from_db()
        assert waiting.answer == "Thank you"

    def test_its_pictures_lead_to_where_they_are_looked_at(self, admin):
        waiting = idea()
        sent = factories.leader_photo(waiting.leader, listing=waiting.key)

        assert f"{QUEUE}pictures/{sent.photo_id}/" in admin.get(f"{QUEUE}ideas/{waiting.pk}/").text


class TestReviews:
    def test_one_that_is_shown_counts(self, admin):
        waiting = review()

        admin.post(f"{QUEUE}reviews/{waiting.pk}/", {"show": ""})

        waiting.refresh_from_db()
        assert waiting.status == ProductReview.APPROVED
        waiting.product.refresh_from_db()
        assert waiting.product.rating == 5

    def test_one_that_is_not_shown_does_not(self, admin):
        waiting = review()

        admin.post(f"{QUEUE}reviews/{waiting.pk}/", {"hide": ""})

        waiting.refresh_from_db()
        assert waiting.status == ProductReview.REJECTED

    def test_it_is_decided_once(self, reviewer):
        waiting = review()
        decide(review=waiting, is_shown=True, by=reviewer)

        with pytest.raises(Decided):
            decide(review=waiting, is_shown=False, by=reviewer)

    def test_markup_in_it_is_only_letters(self, admin):
        waiting = review(title="<script>alert(1)</script>", body="<img src=x onerror=alert(1)>")

        for address in (QUEUE, f"{QUEUE}reviews/{waiting.pk}/"):
            page = admin.get(address).text
            assert "<script>alert(1)" not in page
            assert "<img src=x" not in page
