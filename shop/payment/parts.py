"""Which parts of an order give back what: pure arithmetic over its frozen shares and what earlier refunds took of them.

Everything is pro rata to what is left, so the parts of several refunds are together just the parts of the sale, and no
cent is lost or given back twice. A whole line gives back just what was frozen on it.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from cooperatives.ledger.figures import RefundFigures
from cooperatives.ledger.shares import give_back, give_back_promoted
from shop.order.models import Line, LineShare, Order
from shop.payment.currency import to_minor
from shop.payment.models import RefundLine, RefundShare
from shop.shares.bearers import Bearer


class CannotGiveBack(Exception):
    """What was asked for is more than is left, or nothing; the message is for the person who asked."""


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What to give back of an order; the parts may be combined.

    `quantities`: pieces by line, each at its part of what is left of the line. `amounts`: money by line, in place of what
    its pieces come to. `amount_minor`: spread over the lines by what is left of each. `for_sale`: how many of the pieces
    are sold again.
    """

    everything: bool = False
    quantities: Mapping[int, int] = field(default_factory=dict)
    amounts: Mapping[int, int] = field(default_factory=dict)
    amount_minor: int = 0
    delivery_minor: int = 0
    for_sale: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class LineLeft:
    line: Line
    shares: list[LineShare]
    price_minor: int
    pieces: int
    promotion_already: int


@dataclass(frozen=True)
class Left:
    """What is left of an order to give back, with what was taken of each share so far."""

    lines: list[LineLeft]
    delivery_minor: int
    amount_already: Mapping[int, int]
    commission_already: Mapping[int, int]
    share_delivery_already: Mapping[int, int]

    @property
    def lines_minor(self) -> int:
        return sum(left.price_minor for left in self.lines)

    @property
    def total_minor(self) -> int:
        return self.lines_minor + self.delivery_minor


@dataclass(frozen=True)
class Plan:
    """A refund before it is written down; its rows belong to no refund yet."""

    amount_minor: int
    delivery_minor: int
    lines: list[RefundLine]
    shares: list[RefundShare]


def left_of(order: Order) -> Left:
    """A constant number of queries. Whoever goes on to write must hold the order's row."""
    lines = list(order.lines.order_by("pk").prefetch_related("shares__cooperative"))
    gone = RefundLine.objects.filter(refund__order=order, refund__in=order.refunds.taking())
    pieces, promotion = Counter(), Counter()
    for part in gone:
        pieces[part.line_id] += part.quantity
        promotion[part.line_id] += part.promotion_minor
    amount, commission, delivery = Counter(), Counter(), Counter()
    for part in RefundShare.objects.filter(refund__order=order, refund__in=order.refunds.taking()):
        amount[part.share_id] += part.amount_minor
        commission[part.share_id] += part.commission_minor
        delivery[part.share_id] += part.delivery_minor
    delivery_already = sum(order.refunds.taking().values_list("delivery_minor", flat=True))
    return Left(
        lines=[
            LineLeft(
                line=line,
                shares=list(line.shares.all()),
                price_minor=line.price_minor - line.refunded_minor,
                pieces=line.quantity - pieces[line.pk],
                promotion_already=promotion[line.pk],
            )
            for line in lines
        ],
        delivery_minor=to_minor(order.shipping_incl_tax, order.currency) - delivery_already,
        amount_already=amount,
        commission_already=commission,
        share_delivery_already=delivery,
    )


def planned(left: Left, wish: Wish, bearer_of: Callable[[LineShare], str]) -> Plan:
    """Who gives back what. Raises CannotGiveBack for more than is left, or nothing."""
    amounts, quantities, delivery_minor = _asked(left, wish)
    lines, shares = [], {}
    for part in left.lines:
        pk = part.line.pk
        amount, quantity, for_sale = amounts.get(pk, 0), quantities.get(pk, 0), wish.for_sale.get(pk, 0)
        _check(part, amount, quantity, for_sale)
        if amount or quantity:
            taken, promotion_minor = _of_line(left, part, amount)
            lines.append(
                RefundLine(
                    line=part.line,
                    amount_minor=amount,
                    promotion_minor=promotion_minor,
                    quantity=quantity,
                    for_sale=for_sale,
                )
            )
            shares |= taken
    _of_delivery(left, delivery_minor, shares)
    for part in shares.values():
        part.bearer = bearer_of(part.share)
    amount_minor = sum(part.amount_minor for part in lines) + delivery_minor
    if not amount_minor:
        raise CannotGiveBack(_("Please choose what to give back."))
    return Plan(amount_minor, delivery_minor, lines, list(shares.values()))


def by_rule(left: Left, amount_minor: int) -> Wish:
    """The parts of a refund that names none, as one made in Stripe itself: the lines first, then the delivery."""
    if amount_minor == left.total_minor:
        amounts = {part.line.pk: part.price_minor for part in left.lines if part.price_minor}
        return Wish(amounts=amounts, delivery_minor=left.delivery_minor)
    of_lines = min(amount_minor, left.lines_minor)
    return Wish(amount_minor=of_lines, delivery_minor=amount_minor - of_lines)


def figures(currency: str, plan: Plan) -> RefundFigures:
    """The same for the books: what the house bears in a cooperative's place is its loss."""
    given: Counter = Counter()
    loss = 0
    for part in plan.shares:
        minor = part.amount_minor + part.delivery_minor
        if part.bearer == Bearer.HOUSE:
            loss += minor
        else:
            given[part.share.cooperative_id] += minor
    return RefundFigures(
        currency=currency,
        shares=dict(given),
        commission_minor=sum(part.commission_minor for part in plan.shares),
        delivery_minor=plan.delivery_minor - sum(part.delivery_minor for part in plan.shares),
        promotion_minor=sum(part.promotion_minor for part in plan.lines),
        loss_minor=loss,
    )


def _asked(left: Left, wish: Wish) -> tuple[dict[int, int], dict[int, int], int]:
    """Money by line, pieces by line, and the delivery."""
    known = {part.line.pk: part for part in left.lines}
    strangers = (wish.quantities.keys() | wish.amounts.keys() | wish.for_sale.keys()) - known.keys()
    if strangers:
        raise CannotGiveBack(_("That piece is not part of this order."))
    if wish.everything:
        amounts = {pk: part.price_minor for pk, part in known.items()}
        return amounts, {pk: part.pieces for pk, part in known.items()}, left.delivery_minor
    if wish.amount_minor < 0 or wish.delivery_minor < 0:
        raise CannotGiveBack(_("An amount is more than nothing."))
    if wish.delivery_minor > left.delivery_minor:
        raise CannotGiveBack(_("That is more than what is left of the delivery."))
    amounts = {
        pk: part.price_minor * min(wish.quantities[pk], part.pieces) // part.pieces
        for pk, part in known.items()
        if wish.quantities.get(pk, 0) > 0 and part.pieces
    } | dict(wish.amounts)
    if wish.amount_minor:
        still = [max(part.price_minor - amounts.get(pk, 0), 0) for pk, part in known.items()]
        if wish.amount_minor > sum(still):
            raise CannotGiveBack(_("That is more than what is left of the pieces."))
        spread = give_back(amounts=still, already=[0] * len(still), refund_minor=wish.amount_minor)
        amounts = {pk: amounts.get(pk, 0) + more for pk, more in zip(known, spread, strict=True)}
    return amounts, dict(wish.quantities), wish.delivery_minor


def _check(part: LineLeft, amount: int, quantity: int, for_sale: int) -> None:
    title = part.line.title
    if amount < 0 or quantity < 0 or for_sale < 0:
        raise CannotGiveBack(_("“%s”: an amount is more than nothing.") % title)
    if amount > part.price_minor:
        raise CannotGiveBack(_("“%s”: that is more than what is left of it.") % title)
    if quantity > part.pieces:
        raise CannotGiveBack(
            _("“%(title)s”: only %(count)s of it can come back.") % {"title": title, "count": part.pieces}
        )
    if for_sale > quantity:
        raise CannotGiveBack(_("“%s”: only pieces that come back can be sold again.") % title)


def _of_line(left: Left, part: LineLeft, amount_minor: int) -> tuple[dict[int, RefundShare], int]:
    """What each share of a line gives back, and how much of its discount the house gets back."""
    shares = part.shares
    given = give_back_promoted(
        amounts=[share.amount_minor for share in shares] + [share.commission_minor for share in shares],
        already=[left.amount_already[share.pk] for share in shares]
        + [left.commission_already[share.pk] for share in shares],
        promotion_minor=part.line.promotion_minor,
        promotion_already=part.promotion_already,
        refund_minor=amount_minor,
    )
    amounts, commissions = given.parts[: len(shares)], given.parts[len(shares) :]
    rows = {
        share.pk: RefundShare(share=share, amount_minor=amount, commission_minor=commission)
        for share, amount, commission in zip(shares, amounts, commissions, strict=True)
        if amount or commission
    }
    return rows, given.promotion_minor


def _of_delivery(left: Left, delivery_minor: int, rows: dict[int, RefundShare]) -> None:
    """What the cooperatives that post their own parcels give back of the delivery; the house gives the rest."""
    shares = [share for part in left.lines for share in part.shares if share.delivery_minor]
    if not delivery_minor or not shares:
        return
    theirs = [share.delivery_minor - left.share_delivery_already[share.pk] for share in shares]
    of_house = left.delivery_minor - sum(theirs)
    parts = give_back(amounts=[of_house, *theirs], already=[0] * (len(theirs) + 1), refund_minor=delivery_minor)
    for share, part in zip(shares, parts[1:], strict=True):
        if part:
            rows.setdefault(share.pk, RefundShare(share=share)).delivery_minor = part
