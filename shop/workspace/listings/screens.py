"""What the screens show on which a leader tells of a piece: all steps of one piece on one page, of which one is open.

So a phone that runs scripts goes from step to step without asking the line, and the same page serves a piece that only the
phone knows. Without scripts each step is a form of its own.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cooperatives.ledger.money import as_written
from cooperatives.models import Artisan
from shop.catalogue.models import Category
from shop.workspace.entrance.models import Leader
from shop.workspace.listings.answers import Answers, kinds, members_of
from shop.workspace.listings.models import Submission
from shop.workspace.listings.pricing import CURRENCY, Asked, Rule, asked_for, asked_now, rule_for, rules_for
from shop.workspace.listings.sending import NEEDED, NEEDS, missing_of
from shop.workspace.listings.steps import QUESTIONS, STEPS, Step, question_of
from shop.workspace.listings.sync import as_kept
from shop.workspace.photos.listing import photos_of
from shop.workspace.photos.uploads import thumb_address

LOOK = Step("look", _("Look it over and send"), ())
SCREENS = (*STEPS, LOOK)
CODES = tuple(screen.code for screen in SCREENS)
# Kinds that are drawn in workspace/img/kinds.svg, by their address in the shop; any other one has a plain basket.
DRAWN = frozenset({"baskets", "wall-plateaus", "hangings", "vases", "bowls", "mugs", "cooking-pots"})


@dataclass(frozen=True)
class Kind:
    """A kind to choose: with what such pieces cost, and how their price is shared out."""

    pk: int
    name: str
    drawing: str
    asked: Asked | None
    rule: Rule


@dataclass(frozen=True)
class Apart:
    """An answer that somebody else gave otherwise meanwhile."""

    question: str | Promise
    mine: str
    theirs: str


@dataclass
class Screen:
    step: Step
    number: int
    form: Answers
    is_open: bool
    back: str
    remarks: list[str] = field(default_factory=list)

    @property
    def code(self) -> str:
        return self.step.code


@dataclass(frozen=True)
class Reply:
    """What was just posted and could not be taken as it is; `doubted` is a price that has to be meant."""

    form: Answers | None = None
    apart: tuple[str, ...] = ()
    doubted: int | None = None


def context_of(
    *, submission: Submission, leader: Leader, code: str, key: UUID | None, reply: Reply | None = None
) -> dict[str, Any]:
    """For templates/workspace/listings/piece.html. `key` is none on the page that a phone keeps for any piece."""
    reply = reply or Reply()
    kept = (
        as_kept(submission)
        if submission.pk
        else {"answers": {"artisans": []}, "remarks": [], "version": 0, "state": "draft"}
    )
    rules = _rules(submission, leader)
    screens = _screens(leader, code, key, kept, reply)
    typed = {name: screen.form[name].value() for screen in screens for name in screen.form.fields}
    # The album shows them on the page anyway; without scripts they are asked for once more, to be looked over.
    photos = [thumb_address(photo) for photo in photos_of(key)] if key and code == LOOK.code else []
    price = _price_told(submission, rules)
    return {
        "key": key,
        "submission": submission,
        "kept": kept,
        "kept_json": json.dumps(kept, separators=(",", ":")) if key else "",
        "money_json": json.dumps(rules.for_phone(), separators=(",", ":")),
        "at": code,
        "screens": screens,
        "kinds": [(kind, str(kind.pk) == str(typed["kind"])) for kind in rules.kinds],
        "shapes": [(value, label, value == typed["shape"]) for value, label in Submission.Shape.choices],
        "members": [
            (member.pk, member.person.full_name, str(member.pk) in (typed["artisans"] or ()))
            for member in members_of(leader.cooperative)
        ],
        "least": 0 if submission.product_id else 1,
        "apart": [_apart(name, submission, reply) for name in reply.apart if name != "price_is_meant"],
        "doubted": reply.doubted,
        "photos": photos,
        "told": told(
            submission,
            photos=len(photos),
            missing=missing_of(submission) if submission.pk and code == LOOK.code else {},
            they_get=price["they_get_text"],
        ),
        **price,
    }


def _price_told(submission: Submission, rules: "Rules") -> dict[str, Any]:
    asked, price = rules.asked.get(submission.kind_id or 0), submission.price_rwf
    theirs = rules.of_price(submission).they_get(price) if price else None
    return {
        "asked_text": f"{as_written(asked.lowest, CURRENCY)} – {as_written(asked.highest, CURRENCY)}" if asked else "",
        "they_get": theirs,
        "they_get_text": as_written(theirs, CURRENCY) if price else "",
        "kept_text": as_written(price - theirs, CURRENCY) if price else "",
    }


@dataclass(frozen=True)
class Rules:
    kinds: list[Kind]
    asked: dict[int, Asked]
    house: Rule
    own: Rule | None
    now: Asked | None

    def of_price(self, submission: Submission) -> Rule:
        if self.own:
            return self.own
        return next((kind.rule for kind in self.kinds if kind.pk == submission.kind_id), self.house)

    def for_phone(self) -> dict[str, Any]:
        """The same in few letters: `parts` are [weight, basis points, whether it is theirs]."""

        def parts(rule: Rule) -> list[list[int]]:
            return [
                [part.weight, part.policy.commission_bp, int(part.cooperative_id == rule.of)] for part in rule.parts
            ]

        told = {
            str(kind.pk): {"parts": parts(self.own or kind.rule)}
            | ({"asked": _figures(kind.asked)} if kind.asked else {})
            for kind in self.kinds
        }
        told["0"] = {"parts": parts(self.own or self.house)}
        if self.asked:
            figures = [_figures(asked) for asked in self.asked.values()]
            told["0"]["asked"] = [min(one[0] for one in figures), 0, max(one[2] for one in figures)]
        if self.now:
            told["now"] = {"asked": _figures(self.now)}
        return told


def _figures(asked: Asked) -> list[int]:
    return [asked.lowest, asked.middle, asked.highest]


def _rules(submission: Submission, leader: Leader) -> Rules:
    found = list(kinds())
    asked, rules = asked_for(), rules_for(cooperative=leader.cooperative, kinds=found)
    product = submission.product
    return Rules(
        kinds=[Kind(kind.pk, kind.name, _drawing(kind), asked.get(kind.pk), rules[kind.pk]) for kind in found],
        asked=asked,
        house=rules[0],
        own=rule_for(cooperative=leader.cooperative, product=product) if product else None,
        now=asked_now(product) if product else None,
    )


def _drawing(kind: Category) -> str:
    return kind.slug if kind.slug in DRAWN else "other"


def _screens(leader: Leader, code: str, key: UUID | None, kept: dict[str, Any], reply: Reply) -> list[Screen]:
    screens = []
    for number, step in enumerate(SCREENS, start=1):
        form = reply.form if step.code == code else None
        before = SCREENS[number - 2].code if number > 1 else ""
        screens.append(
            Screen(
                step=step,
                number=number,
                form=form or Answers(initial=kept["answers"], asked=step.asks, cooperative=leader.cooperative),
                is_open=step.code == code,
                back=reverse("workspace:piece-step", args=[key, before]) if key and before else "",
                remarks=[one["text"] for one in kept["remarks"] if QUESTIONS[one["about"]][0] == step.code],
            )
        )
    return screens


def _apart(name: str, submission: Submission, reply: Reply) -> Apart:
    mine = reply.form.cleaned_data.get(name) if reply.form else None
    question = question_of(name)
    return Apart(
        question=QUESTIONS[question][1],
        mine=told_of(name, mine),
        theirs=told_of(name, _value(submission, name)),
    )


def _value(submission: Submission, name: str) -> Any:
    return list(submission.artisans.select_related("person")) if name == "artisans" else getattr(submission, name)


@dataclass(frozen=True)
class Told:
    """A question with its answer, as the piece is looked over; `needs` is what to do where it is lacking."""

    about: str
    question: str | Promise
    step: str
    answer: str
    needs: str | Promise
    is_lacking: bool = False


def told(submission: Submission, *, photos: int, missing: Mapping[str, Promise], they_get: str = "") -> list[Told]:
    """All questions with what was answered."""
    measured = [getattr(submission, name) for name in NEEDED.get(submission.shape, ())]
    price = told_of("price_rwf", submission.price_rwf)
    answers = {
        "kind": submission.kind.name if submission.kind else "",
        "photos": str(photos or ""),
        "size": " × ".join(f"{value.normalize():f}" for value in measured if value) + " cm" if any(measured) else "",
        "price_rwf": f"{price} · {_('We get')} {they_get}" if they_get else price,
        "artisans": told_of("artisans", _value(submission, "artisans")) if submission.pk else "",
    }
    return [
        Told(
            about=about,
            question=question,
            step=step,
            answer=answers[about] if about in answers else told_of(about, getattr(submission, about)),
            needs=missing.get(about, NEEDS.get(about, _("Look at this again."))),
            is_lacking=about in missing,
        )
        for about, (step, question) in QUESTIONS.items()
    ]


def told_of(name: str, value: Any) -> str:
    """An answer in words."""
    if value in (None, "", []):
        return "–"
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if name.endswith("_cm"):
        return f"{value.normalize():f} cm"
    in_words = {
        "artisans": lambda people: ", ".join(_name(artisan) for artisan in people),
        "price_rwf": lambda price: as_written(price, CURRENCY),
        "shape": lambda shape: str(Submission.Shape(shape).label),
        "weight_grams": lambda grams: f"{grams} g",
    }
    return in_words.get(name, str)(value)


def _name(artisan: Artisan) -> str:
    return artisan.person.full_name
