"""Two groups, two buyers and three orders, in which everything that is somebody's own bears a word that occurs nowhere else."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from oscar.apps.address.models import UserAddress

from cooperatives.consents.models import Consent, Person
from cooperatives.models import Artisan, Cooperative
from shop.catalogue.models import Product
from shop.order.models import Line, Order
from shop.partner.models import Price, StockRecord
from shop.users.models import User
from shop.workspace.daily.models import Packing, Pause, SoldHere, StoryIdea
from shop.workspace.entrance.models import Card, Device, Leader, hash_of, new_secret
from shop.workspace.listings.models import Remark, Submission
from shop.workspace.photos.models import LeaderPhoto, Placed, Upload
from tests import factories

OURS, THEIRS, BUYER, STRANGER = "Mossgreen", "Vermilion", "Zanzibar", "Quetzal"


@dataclass
class Group:
    """What a leader may know of, and nobody else of the other groups."""

    word: str
    cooperative: Cooperative
    leader: Leader
    second: Leader
    member: Artisan
    piece: Product
    draft: Submission
    sent: Submission
    photo: LeaderPhoto
    upload: Upload
    sold: SoldHere
    idea: StoryIdea
    device: Device
    card_token: str


@dataclass
class Buyer:
    word: str
    user: User
    address: UserAddress
    orders: list[Order] = field(default_factory=list)


@dataclass
class Scene:
    ours: Group
    theirs: Group
    buyer: Buyer
    stranger: Buyer
    own: Order
    other: Order
    mixed: Order


def scene(stripe) -> Scene:
    factories.guide_rates()
    ours, theirs = group(OURS), group(THEIRS)
    buyer, stranger = shopper(BUYER), shopper(STRANGER)
    own = ordered(stripe, buyer, ours.piece)
    mixed = ordered(stripe, buyer, ours.piece, theirs.piece)
    other = ordered(stripe, stranger, theirs.piece)
    for order in (own, mixed, other):
        for line in order.lines.all():
            Packing.objects.create(line=line, packed_at=timezone.now())
    return Scene(ours, theirs, buyer, stranger, own=own, other=other, mixed=mixed)


def hash_number(word: str) -> int:
    return sum(map(ord, word)) + 8_100_000


def group(word: str) -> Group:
    now = timezone.now()
    leader = factories.leader(name=f"{word}name Leader", phone=f"+25078{hash_number(word)}", pin_hash="!")
    cooperative = leader.cooperative
    piece = factories.piece(f"Basket of {cooperative.name}", by=cooperative, stock=9)
    draft, sent = (
        factories.submission(leader, title=f"{word} title {state}", words=f"{word} words", state=state)
        for state in (Submission.State.CHANGE_ASKED, Submission.State.SENT)
    )
    Remark.objects.create(submission=draft, field="title", text=f"{word} remark")
    photo = factories.leader_photo(leader, listing=draft.key)
    photo.photo.title = photo.photo.description = f"{word} picture"
    photo.photo.save()
    device = Device.objects.create(token_hash=hash_of(f"{word} phone"), name=f"{word} phone")
    device.leaders.add(leader)
    card_token = new_secret()
    Card.objects.create(leader=leader, token_hash=hash_of(card_token))
    Pause.objects.create(cooperative=cooperative, why="away", until=now.date() + timedelta(days=3), said_at=now)
    return Group(
        word=word,
        cooperative=cooperative,
        leader=leader,
        second=factories.leader(cooperative, name=f"{word} Second"),
        member=factories.artisan(cooperative, person=factories.person(f"{word} Member")),
        piece=piece,
        draft=draft,
        sent=sent,
        photo=photo,
        upload=Upload.objects.create(
            cooperative=cooperative, leader=leader, device=device, sha256=hash_of(word), length=99
        ),
        sold=SoldHere.objects.create(product=piece, title=f"{word} sold", cooperative=cooperative, sold_at=now),
        idea=StoryIdea.objects.create(cooperative=cooperative, leader=leader, words=f"{word} idea", sent_at=now),
        device=device,
        card_token=card_token,
    )


def shopper(word: str) -> Buyer:
    user = factories.user(f"{word.lower()}@example.org", first_name=f"{word} first", last_name=f"{word} last")
    address = UserAddress.objects.create(
        user=user, last_name=f"{word} name", line1=f"{word} street 1", line4=f"{word} town", country_id="BE"
    )
    return Buyer(word, user, address)


def ordered(stripe, buyer: Buyer, *pieces: Product) -> Order:
    address = factories.address(
        last_name=f"{buyer.word} name", line1=f"{buyer.word} street", line4=f"{buyer.word} town", postcode="9000"
    )
    made = factories.paid_order(stripe, *pieces, user=buyer.user, email=buyer.user.email, address=address)
    made.notes.create(message=f"{buyer.word} note", user=buyer.user)
    buyer.orders.append(made)
    return made


def rows_of(group: Group) -> list:
    """All that a request of another group's leader may not change."""
    cooperative = group.cooperative
    mine = {"cooperative": cooperative}
    queries = [
        Cooperative.objects.filter(pk=cooperative.pk),
        Artisan.objects.filter(**mine),
        Person.objects.filter(artisan__cooperative=cooperative),
        Consent.objects.filter(person__artisan__cooperative=cooperative),
        Leader.objects.filter(artisan__cooperative=cooperative),
        Card.objects.filter(leader__artisan__cooperative=cooperative),
        Device.objects.filter(pk=group.device.pk),
        Submission.objects.filter(**mine),
        Remark.objects.filter(submission__cooperative=cooperative),
        LeaderPhoto.objects.filter(**mine),
        Upload.objects.filter(**mine),
        Placed.objects.filter(Q(**mine) | Q(listing__in=[group.draft.key, group.sent.key])),
        Pause.objects.filter(**mine),
        SoldHere.objects.filter(**mine),
        StoryIdea.objects.filter(**mine),
        Packing.objects.filter(line__partner__cooperative=cooperative),
        Line.objects.filter(partner__cooperative=cooperative),
        Product.objects.filter(pk=group.piece.pk),
        StockRecord.objects.filter(product=group.piece),
        Price.objects.filter(stockrecord__product=group.piece),
    ]
    return [list(query.order_by("pk").values_list()) for query in queries]
