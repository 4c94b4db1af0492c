"""What the demo's leaders list: some wait for staff, one is to be changed, one is being written, one was trusted; and an idea."""

import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone
from PIL import Image

from cms.demo.photos import CREDIT, PICTURES
from cooperatives.photos.models import Photo
from shop.catalogue.models import Category, Product
from shop.moderation.models import Trust
from shop.moderation.phrases import REMARKS, in_language_of
from shop.partner.models import GuideRate
from shop.users.models import User
from shop.workspace.daily.ideas import send_idea
from shop.workspace.entrance.models import Leader
from shop.workspace.listings.copying import change
from shop.workspace.listings.models import Submission
from shop.workspace.listings.publishing import ask_for_change
from shop.workspace.listings.saving import begin, save
from shop.workspace.listings.sending import send
from shop.workspace.photos.models import LeaderPhoto
from shop.workspace.photos.taking import take

# Numbers that a phone would make by chance; here always the same, so that nothing is made twice.
NAMESPACE = UUID("5f1c9a52-8a57-4b58-8f0e-1d1b3f0d2c11")
RATES = {"EUR": "1060", "USD": "970", "GBP": "1220"}
SET_ON = date(2026, 11, 1)


@dataclass(frozen=True)
class Picture:
    """A piece cut out of one of the demo's pictures, as shares of its sides: left, top, right, bottom."""

    of: str
    cut: tuple[float, float, float, float] = (0.04, 0.04, 0.96, 0.96)
    says: str = LeaderPhoto.Says.NOBODY
    people: tuple[str, ...] = ()


@dataclass(frozen=True)
class New:
    """A piece that a leader lists; `kind` by its address."""

    leader: str
    kind: str
    answers: dict
    pictures: tuple[Picture, ...] = ()
    days_ago: int = 1
    is_sent: bool = True
    remarks: dict[str, int] = field(default_factory=dict)


ROUND = Submission.Shape.ROUND
PIECES = (
    New(
        leader="Béatha Uwimbabazi",
        kind="baskets",
        answers={
            "title": "Agaseke k’amabara abiri",
            "words": "Nakaboshye mu minsi icyenda. Umupfundikizo na wo uraboshye.",
            "shape": ROUND,
            "height_cm": Decimal(27),
            "diameter_cm": Decimal(18),
            "weight_grams": 640,
            "price_rwf": 64_000,
            "quantity": 2,
        },
        pictures=(
            Picture("agaseke-triangles-terracotta"),
            Picture("scene-basket-in-progress"),
        ),
        days_ago=3,
    ),
    New(
        leader="Spéciose Nyiraneza",
        kind="mugs",
        answers={
            "title": "Tasse haute",
            "words": "Tournée en octobre, cuite deux fois.",
            "shape": ROUND,
            "height_cm": Decimal(11),
            "diameter_cm": Decimal(9),
            "weight_grams": 380,
            "price_rwf": 190_000,
            "price_is_meant": True,
            "quantity": 6,
        },
        pictures=(Picture("mug-tall-blue", says=LeaderPhoto.Says.UNSAID),),
        days_ago=2,
    ),
    New(
        leader="Spéciose Nyiraneza",
        kind="bowls",
        answers={
            "title": "Bol brun",
            "shape": ROUND,
            "height_cm": Decimal(7),
            "diameter_cm": Decimal(90),
            "weight_grams": 520,
            "price_rwf": 21_000,
            "quantity": 3,
        },
        pictures=(Picture("bowl-tenmoku", cut=(0.3, 0.3, 0.7, 0.7)),),
        days_ago=5,
        remarks={"photos": 3, "size": 0},
    ),
    New(
        leader="Josiane Uwamariya",
        kind="vases",
        answers={"title": "Vase with a collar", "shape": ROUND, "height_cm": Decimal(24)},
        is_sent=False,
    ),
)


def load_submissions(*, progress: Callable[[str], None] = print) -> list[Submission]:
    """Guide rates, a trusted group, and what its leaders and others sent; what is there already is left as it is."""
    for currency, rwf in RATES.items():
        GuideRate.objects.get_or_create(currency=currency, valid_from=SET_ON, defaults={"rwf": Decimal(rwf)})
    if Submission.objects.exists():
        return []
    leaders = {str(leader): leader for leader in Leader.objects.with_names()}
    made = [_list(new, leaders[new.leader]) for new in PIECES]
    made.append(_dearer(leaders["Consolée Mukarugwiza"], "plateau-star-natural"))
    made.append(_trusted(leaders["Josiane Uwamariya"], "plateau-star-night"))
    _idea(leaders["Béatha Uwimbabazi"])
    progress(f"Submissions: {len(made)}, of {len(leaders)} leaders.")
    return made


@transaction.atomic
def _list(new: New, leader: Leader) -> Submission:
    key = uuid5(NAMESPACE, new.answers["title"])
    submission = begin(key=key, leader=leader)
    kind = Category.objects.get(slug=new.kind)
    answers = {**new.answers, "kind": kind, "artisans": [leader.artisan]}
    submission = save(submission=submission, answers=answers, version=submission.version).submission
    _take(new.pictures, leader, key)
    if new.is_sent:
        submission = send(submission, by=leader, at=timezone.now() - timedelta(days=new.days_ago))
    if new.remarks:
        said = {about: in_language_of(leader.language, REMARKS[about][at]) for about, at in new.remarks.items()}
        ask_for_change(submission=submission, remarks=said, by=_staff())
    return submission


def _dearer(leader: Leader, slug: str) -> Submission:
    """A change of a live piece waits; the old one stays live."""
    submission = change(product=Product.objects.get(slug=slug), leader=leader)
    answers = {"price_rwf": submission.price_rwf + 6_000, "quantity": (submission.quantity or 0) + 2}
    submission = save(submission=submission, answers=answers, version=submission.version).submission
    return send(submission, by=leader, at=timezone.now() - timedelta(days=1))


def _trusted(leader: Leader, slug: str) -> Submission:
    Trust.objects.get_or_create(cooperative=leader.cooperative, defaults={"why": "A year without a question."})
    submission = change(product=Product.objects.get(slug=slug), leader=leader)
    answers = {"quantity": (submission.quantity or 0) + 1}
    submission = save(submission=submission, answers=answers, version=submission.version).submission
    return send(submission, by=leader)


def _idea(leader: Leader) -> None:
    key = uuid5(NAMESPACE, "idea")
    words = "Umukobwa wa Consolée yaboshye agaseke ke ka mbere. Yakoresheje ubururu twatetse twembi."
    send_idea(leader=leader, key=key, words=words, at=timezone.now() - timedelta(days=4))
    _take((Picture("scene-dyed-sisal", says=LeaderPhoto.Says.UNSAID),), leader, key)


def _take(pictures: Iterable[Picture], leader: Leader, key: UUID) -> None:
    for position, picture in enumerate(pictures):
        people = [
            artisan.person_id for artisan in leader.cooperative.artisans.filter(person__full_name__in=picture.people)
        ]
        sent = take(
            leader=leader, data=_cut(picture), listing=key, position=position, says=picture.says, people=people
        )
        Photo.objects.filter(pk=sent.photo_id).update(credit=str(CREDIT), is_render=True)


def _cut(picture: Picture) -> bytes:
    data = io.BytesIO()
    with Image.open(PICTURES / f"{picture.of}.jpg") as whole:
        sides = (whole.width, whole.height) * 2
        box = tuple(round(share * side) for share, side in zip(picture.cut, sides, strict=True))
        whole.crop(box).save(data, "JPEG", quality=88)
    return data.getvalue()


def _staff() -> User:
    return User.objects.filter(is_staff=True).order_by("pk").first()
