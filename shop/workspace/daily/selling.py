"""A piece sold at the market leaves the stock at once: it beats a buyer who has not paid yet, and loses to one who has."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet, Sum
from django.utils import timezone

from shop.catalogue.models import Product
from shop.order import status
from shop.order.models import Line, Order
from shop.partner.models import StockRecord
from shop.payment.gateway import PaymentRefused, PaymentUnavailable
from shop.payment.settle import Outcome, give_up
from shop.workspace.daily.models import SoldHere
from shop.workspace.entrance.models import Leader

# Of buyers who take hold of the piece again and again while we let go of it for the ones before them.
TRIES = 30


class NotSold(Exception):
    """Nothing changed."""


class NotYourPiece(NotSold):
    """Another group's, or no piece at all."""


class SoldToABuyer(NotSold):
    """Somebody has paid for it, or is paying at this moment: it must be packed for them. `numbers` says which orders."""

    def __init__(self, numbers: list[str]):
        super().__init__(*numbers)
        self.numbers = numbers


class NotSoMany(NotSold):
    """The stock does not hold as many."""

    def __init__(self, left: int):
        super().__init__(left)
        self.left = left


class NotNow(NotSold):
    """Somebody holds it without having paid, and Stripe cannot be asked to close their page just now."""


class NothingToUndo(Exception):
    """It was taken back before, or it is another group's."""


class _NotFree(Exception):
    """Not enough pieces are free at this moment."""


@dataclass(frozen=True)
class _Sale:
    leader: Leader
    stock: StockRecord
    key: uuid.UUID
    quantity: int
    at: datetime


def sell_here(
    *, leader: Leader, product: Product, key: uuid.UUID, quantity: int = 1, at: datetime | None = None
) -> SoldHere:
    """Note that the leader's group sold pieces itself. The same key again is the same sale. Raises a NotSold."""
    if known := SoldHere.objects.filter(key=key).first():
        return _of(leader, known)
    stock = StockRecord.objects.filter(product=product, partner__cooperative=leader.cooperative).first()
    if stock is None:
        raise NotYourPiece
    sale = _Sale(leader, stock, key, quantity, at or timezone.now())
    _refuse_what_is_paid_for(sale)
    let_go, paying = "", []
    for _try in range(TRIES):
        try:
            return _write(sale, instead_of=let_go)
        except _NotFree:
            order = _unpaid_holds(stock).exclude(number__in=paying).order_by("-pk").first()
        if order is None:
            break
        if _let_go(order, sale.at):
            let_go = order.number
        else:
            paying.append(order.number)
    _refuse_what_is_paid_for(sale)
    raise SoldToABuyer(paying) if paying else NotNow


def undo(*, leader: Leader, sold: SoldHere, at: datetime | None = None) -> SoldHere:
    """It was a slip of the finger: the pieces are for sale again. Raises NothingToUndo."""
    with transaction.atomic():
        there = SoldHere.objects.filter(pk=sold.pk, cooperative=leader.cooperative, undone_at=None)
        if not there.update(undone_at=at or timezone.now()):
            raise NothingToUndo
        stock = StockRecord.objects.filter(product=sold.product_id).first() if sold.product_id else None
        if stock:
            StockRecord.objects.bring_back(pk=stock.pk, quantity=sold.quantity)
    sold.refresh_from_db()
    return sold


def _write(sale: _Sale, *, instead_of: str) -> SoldHere:
    product, leader = sale.stock.product, sale.leader
    try:
        with transaction.atomic():
            # First of all the key: of two taps that are one, the second waits here, and finds the first.
            sold = SoldHere.objects.create(
                key=sale.key,
                product=product,
                title=product.title,
                cooperative=leader.cooperative,
                leader=leader,
                quantity=sale.quantity,
                instead_of=instead_of,
                sold_at=sale.at,
            )
            if not StockRecord.objects.take_away(pk=sale.stock.pk, quantity=sale.quantity):
                raise _NotFree
    except IntegrityError:
        if known := SoldHere.objects.filter(key=sale.key).first():
            return _of(leader, known)
        raise
    return sold


def _of(leader: Leader, sold: SoldHere) -> SoldHere:
    if sold.cooperative_id != leader.cooperative.pk:
        raise NotYourPiece
    return sold


def _let_go(order: Order, at: datetime) -> bool:
    """False if it was paid a moment ago, or is being paid."""
    try:
        return give_up(order, at=at) == Outcome.RELEASED
    except (PaymentUnavailable, PaymentRefused) as unanswered:
        raise NotNow from unanswered


def _refuse_what_is_paid_for(sale: _Sale) -> None:
    """Nobody is made to let go when that would not be enough."""
    in_stock = StockRecord.objects.values_list("num_in_stock", flat=True).get(pk=sale.stock.pk)
    paid = _lines(sale.stock).exclude(order__status=status.AWAITING_PAYMENT)
    left = in_stock - (paid.aggregate(all=Sum("num_allocated"))["all"] or 0)
    if left >= sale.quantity:
        return
    numbers = sorted(set(paid.values_list("order__number", flat=True)))
    raise SoldToABuyer(numbers) if numbers and left <= 0 else NotSoMany(left)


def _lines(stock: StockRecord) -> QuerySet[Line]:
    """Of orders for which pieces of it are kept."""
    return Line.objects.filter(stockrecord=stock, num_allocated__gt=0).exclude(order__status=status.CANCELLED)


def _unpaid_holds(stock: StockRecord) -> QuerySet[Order]:
    return Order.objects.awaiting_payment().filter(lines__in=_lines(stock)).distinct()
