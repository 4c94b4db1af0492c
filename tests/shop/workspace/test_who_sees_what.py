"""Row 17: each sees only their own. Every address, by every method, as eight people, about what is ours, theirs, and mixed.

Everything of somebody's bears a word that occurs nowhere else (`tests.two_groups`); whoever may not know it must not find it
in any answer, in its page or its headers. And whatever a leader sends about another group changes nothing of that group.
"""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.cookies import SimpleCookie

import pytest
import typst
from django.contrib.auth.models import Group as Role
from django.db import transaction
from django.test import Client
from django.utils import timezone
from wagtail.models import Page, Site

from cms.models import HomePage
from cms.roles import AUTHORS, make_roles
from shop.order.models import OrderLink
from shop.workspace.entrance.door import IDLE
from shop.workspace.entrance.models import Visit
from tests import factories
from tests.shared_out import IS_WHOLE, share_of
from tests.test_doors import LEADER, PHONE, STAFF, addresses, door_of
from tests.two_groups import BUYER, OURS, STRANGER, THEIRS, Group, Scene, rows_of, scene

pytestmark = [pytest.mark.django_db, pytest.mark.proof(17)]

EVERYBODY = (
    "a visitor",
    "the buyer",
    "another buyer",
    "our leader",
    "their leader",
    "a phone whose visit is over",
    "an author",
    "staff",
)
METHODS = ("get", "head", "options", "post", "put", "patch", "delete")
VARIANTS = ("own", "other", "mixed")


@dataclass
class Someone:
    client: Client
    # The words, and other values, that must not reach them.
    never: tuple[str, ...]
    # What their own phone may call somebody who signed in on it.
    knows: str = ""
    cookies: SimpleCookie = field(init=False)

    def __post_init__(self):
        self.cookies = SimpleCookie(self.client.cookies.output(header="", sep=";"))


@pytest.fixture
def there(world, stripe, monkeypatch, caplog):
    caplog.set_level(logging.ERROR, logger="django.request")  # being turned away is no news here
    # In a PDF nobody finds a word. What it is made of is what it says.
    monkeypatch.setattr(typst, "compile", lambda template, sys_inputs: b"%PDF " + sys_inputs["data"].encode())
    home = Page.get_first_root_node().add_child(
        instance=HomePage(title="Home", slug="home", sentence="Baskets", action="Look", hero_picture=factories.photo())
    )
    Site.objects.create(hostname="localhost", root_page=home, is_default_site=True)
    make_roles()
    return scene(stripe)


def link_of(order) -> str:
    return OrderLink.objects.get_or_create(order=order)[0].token


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def on_a_phone(group: Group) -> tuple[Client, Visit]:
    client = Client()
    return client, factories.let_in(client, group.leader)


def people(there: Scene) -> dict[str, Someone]:
    phone, over = on_a_phone(there.ours)
    Visit.objects.filter(pk=over.pk).update(seen_at=timezone.now() - IDLE - timedelta(seconds=1))
    author = factories.user("author@example.org")
    author.groups.add(Role.objects.get(name=AUTHORS))
    ours, theirs = (there.other.number, link_of(there.other)), (there.own.number, link_of(there.own))
    everything = (OURS, THEIRS, BUYER, STRANGER)
    # Whoever writes stories may choose people and pictures of the library, but reads no submissions and knows no buyers.
    written = [f"{word} {what}" for word in (OURS, THEIRS) for what in ("title", "words", "remark", "idea", "sold")]
    not_for_authors = (BUYER, STRANGER, *written)
    return {
        "a visitor": Someone(Client(), everything),
        "the buyer": Someone(signed_in(there.buyer.user), (OURS, THEIRS, STRANGER, *ours)),
        "another buyer": Someone(signed_in(there.stranger.user), (OURS, THEIRS, BUYER, *theirs)),
        "our leader": Someone(on_a_phone(there.ours)[0], (THEIRS, BUYER, STRANGER, *ours, link_of(there.mixed))),
        "their leader": Someone(on_a_phone(there.theirs)[0], (OURS, BUYER, STRANGER, *theirs, link_of(there.mixed))),
        "a phone whose visit is over": Someone(phone, everything, f"{OURS}name"),
        "an author": Someone(signed_in(author), not_for_authors),
        "staff": Someone(signed_in(factories.staff(email="staff@example.org")), ()),
    }


def about(there: Scene, variant: str, address: str) -> dict:
    """What the arguments of an address stand for."""
    group = there.ours if variant == "own" else there.theirs
    order = getattr(there, variant)
    line = order.lines.get(product=group.piece)
    of_pk = {
        "workspace/sold/<int:pk>/undo/": group.sold,
        "workspace/sold/": group.piece,
        "workspace/pieces/live/": group.piece,
        "workspace/pack/": line,
        "workspace/photos/": group.photo,
        "account/addresses/": there.buyer.address if variant == "own" else there.stranger.address,
        "basket/": group.piece,
        "kept/": group.piece,
        "pieces/": group.piece,
    }
    key = (group.sent if variant == "mixed" else group.draft).key
    # A card, and the link of an order, open to whoever has them: here nobody has.
    token = {
        "workspace/photos/uploads/": group.upload.token,
    }
    return {
        "pk": first_of(of_pk, address, group.piece).pk,
        "number": first_of({"workspace/": group.leader}, address, line).pk,
        "key": key,
        "listing": key,
        "photo": group.photo.pk,
        "photo_id": group.photo.pk,
        "token": first_of(token, address, "x" * 22),
        "what": "face",
        "code": "photos",
        "image_id": group.photo.photo_id,
        "order_number": order.number,
        "line_id": line.pk,
    }


def first_of(found: dict, address: str, otherwise):
    return next((value for start, value in found.items() if address.startswith(start)), otherwise)


def filled(address: str, values: dict) -> str:
    """An address with its arguments; one that nothing stands for has a 1 or an x."""

    def value(name: str, kind: str) -> str:
        return str(values.get(name, 1 if "int" in kind or r"\d" in kind else "x"))

    plain = re.sub(r"<(\w+):(\w+)>", lambda found: value(found[2], found[1]), address)
    plain = re.sub(r"\(\?P<(\w+)>((?:[^()]|\([^()]*\))*)\)", lambda found: value(found[1], found[2]), plain)
    return "/" + plain.replace("\\Z", "").replace("$", "").replace("^", "").replace("\\", "")


def has_arguments(address: str) -> bool:
    return "<" in address


def posted(there: Scene, whose: Group) -> dict:
    """Whatever a body can name of a group."""
    return {
        "key": str(whose.draft.key),
        "listing": str(whose.draft.key),
        "version": "1",
        "leader": whose.leader.pk,
        "artisans": [whose.member.pk],
        "people": [whose.member.person_id],
        "photo": whose.photo.pk,
        "photos": [whose.photo.pk],
        "order": [whose.photo.pk],
        "product": whose.piece.pk,
        "piece": whose.piece.pk,
        "line": there.mixed.lines.get(product=whose.piece).pk,
        "kind": whose.draft.kind_id,
        "title": "Ours now",
        "words": "Ours now",
        "price_rwf": "1000",
        "quantity": "1",
        "act": "packed",
        "says": "named",
        "until": (timezone.localdate() + timedelta(days=9)).isoformat(),
        "why": "away",
        "scope": "face",
        "email": "somebody@example.org",
        "send": "1",
    }


def ask(someone: Someone, method: str, path: str, body: dict):
    """The answer, and nothing of what it did: neither to the rows nor to who is asking."""
    someone.client.cookies = SimpleCookie(someone.cookies.output(header="", sep=";"))
    send = getattr(someone.client, method)
    return send(path, body) if method == "post" else send(path)


def told_by(answer) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    headers = " ".join(f"{name}: {value}" for name, value in answer.headers.items())
    return headers + content.decode(errors="replace")


@dataclass(frozen=True)
class Question:
    who: str
    method: str
    address: str
    variant: str

    def __str__(self):
        return f"{self.who}: {self.method} {self.address} ({self.variant})"


def questions(everybody, parts: list[str], methods) -> Iterator[Question]:
    for who in everybody:
        for address in parts:
            for variant in VARIANTS if has_arguments(address) else ("other",):
                rare = not IS_WHOLE and variant != "other"
                for method in (one for one in methods if not rare or one in ("get", "post")):
                    yield Question(who, method, address, variant)


def walk(there: Scene, parts: list[str], *, methods=METHODS, as_=EVERYBODY) -> tuple[list[str], int]:
    """What should not have been, and how many requests there were."""
    everybody = people(there)
    asked = list(questions(as_, parts, methods))
    return [f"{one} {fault}" for one in asked for fault in faults(one, everybody[one.who], there)], len(asked)


def faults(question: Question, someone: Someone, there: Scene) -> list[str]:
    whose = there.ours if question.who == "their leader" else there.theirs
    writes = question.method not in ("get", "head", "options") and "leader" in question.who
    path = filled(question.address, about(there, question.variant, question.address))
    with transaction.atomic():
        before = rows_of(whose) if writes else []
        answer = ask(someone, question.method, path, posted(there, whose) if question.method == "post" else {})
        told = told_by(answer).replace(someone.knows or "\0", "").lower()
        changed = writes and rows_of(whose) != before
        transaction.set_rollback(True)
    found = [f"tells {word}" for word in someone.never if word.lower() in told]
    found += [f"fails with {answer.status_code}"] * (answer.status_code == 500)
    found += ["changes what is another group’s"] * changed
    is_let_in = answer.status_code in (200, 201, 204)
    return found + ["is let in"] * (is_let_in and door_of(question.address) in NOT_FOR[question.who])


NOT_FOR = {
    "a visitor": (LEADER, PHONE, STAFF),
    "the buyer": (LEADER, PHONE, STAFF),
    "another buyer": (LEADER, PHONE, STAFF),
    "our leader": (STAFF,),
    "their leader": (STAFF,),
    "a phone whose visit is over": (LEADER, STAFF),
    "an author": (LEADER, PHONE),
    "staff": (LEADER, PHONE),
}


def parts_of(*doors) -> list[str]:
    return sorted({address for address in addresses() if door_of(address) in doors})


def workspace() -> list[str]:
    return sorted({address for address in addresses() if address.startswith("workspace/")})


def house() -> list[str]:
    """Everything else: what is asked of the back office here is whether it opens."""
    return sorted(set(addresses()) - set(workspace()) - set(NOT_ASKED))


# A page of Wagtail's that is to fail, and the word of Stripe, which has its own tests.
NOT_ASKED = ("admin/failwhale/", "stripe/webhook/")


def test_the_words_are_there_to_be_found(there):
    """The control: who may know something finds it, by the same way of asking."""
    someone = people(there)

    def finds(who: str, path: str) -> str:
        return told_by(ask(someone[who], "get", path, {}))

    assert f"{OURS} title" in finds("our leader", "/workspace/pieces/")
    assert f"{THEIRS} title" in finds("their leader", "/workspace/pieces/")
    assert there.ours.piece.title in finds("our leader", "/workspace/pack/")
    assert f"{BUYER} street" in finds("the buyer", f"/order/{link_of(there.own)}/")
    assert f"{STRANGER} street" in finds("another buyer", "/account/addresses/")
    assert f"{BUYER} street" in finds("staff", f"/dashboard/orders/{there.own.number}/")


def test_a_card_tells_its_finder_a_name_and_nothing_else(there):
    told = told_by(Client().get(f"/workspace/card/{there.ours.card_token}/"))

    assert OURS not in told.replace(f"{OURS}name", "")
    assert there.ours.cooperative.name not in told


def test_nobody_learns_in_the_shop_what_is_not_theirs(there, reached):
    parts = [address for address in house() if door_of(address) != STAFF]

    wrong, count = walk(there, share_of(parts), methods=("get", "post"), as_=EVERYBODY[:5])

    assert not wrong, "\n".join(wrong)
    reached(f"{count} requests to {len(parts)} addresses of the shop, as 5 people")


def test_nobody_learns_in_the_back_office_what_is_not_theirs(there, reached):
    parts = [address for address in house() if door_of(address) == STAFF]

    # A buyer there is the matter of `tests.test_doors`, which asks for each of them every time.
    as_ = ("our leader", "the buyer", "an author") if IS_WHOLE else ("our leader",)

    wrong, count = walk(there, share_of(parts), methods=("get",), as_=as_)

    assert not wrong, "\n".join(wrong)
    reached(f"{count} requests to {len(parts)} addresses of the back office, as {len(as_)} people")


def test_nobody_learns_in_the_workspace_what_is_not_theirs(there, reached):
    parts = share_of(workspace())

    wrong, count = walk(there, parts)

    assert not wrong, "\n".join(wrong)
    reached(f"{count} requests to {len(parts)} addresses of the workspace, as 8 people")
