"""What a policy would mean, with round figures: who pays, gets and bears what of one piece, by the functions that orders and
refunds are computed with."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from shop.order.models import Line, LineShare
from shop.payment.parts import Left, LineLeft, Wish, figures, planned
from shop.shares.bearers import Bearer
from shop.shares.freezing import FrozenLine, LineToFreeze, Part, freeze
from shop.shares.models import SharePolicy

PRICE, OFF, DELIVERY, FEE, DISPUTE_FEE = 100_00, 10_00, 12_00, 3_50, 20_00
NUMBER = 1  # of the one line, share and cooperative of the example


@dataclass(frozen=True)
class Happening:
    """Something that may happen to the piece, in minor units: what the buyer pays is what the others get."""

    what: str
    buyer_minor: int
    cooperative_minor: int
    house_minor: int
    stripe_minor: int = 0

    @property
    def amounts(self) -> tuple[int, int, int, int]:
        return self.buyer_minor, self.cooperative_minor, self.house_minor, self.stripe_minor


def worked_example(policy: SharePolicy) -> list[Happening]:
    """A piece at 100.00, sold without and with a discount; its parcel, the fee, and what can go wrong."""
    discounted = _sold(policy, offers_minor=OFF)
    parcel = _sold(policy, delivery_minor=DELIVERY).parts[0].delivery_minor
    return [
        _sale(_("The piece is sold at its price"), _sold(policy)),
        _sale(_("It is sold with an offer of 10 %"), discounted),
        _sale(_("It is sold with a voucher of 10 %"), _sold(policy, vouchers_minor=OFF)),
        Happening(_("The delivery"), DELIVERY, parcel, DELIVERY - parcel),
        _fee(_("The fee of the payment, for example"), FEE, policy.fee_bearer),
        _given_back(_("Sold with the offer, it arrives broken and the buyer gets the money back"), discounted),
        _fee(_("A dispute is lost: its fee, for example"), DISPUTE_FEE, policy.dispute_fee_bearer),
    ]


def _sold(policy: SharePolicy, *, delivery_minor: int = 0, **came_off: int) -> FrozenLine:
    line = LineToFreeze(PRICE, [Part(NUMBER, 1, policy)], **came_off)
    return freeze([line], delivery_minor=delivery_minor)[0]


def _sale(what: str, line: FrozenLine) -> Happening:
    theirs = line.parts[0].share.amount_minor
    return Happening(what, line.price_minor, theirs, line.price_minor - theirs)


def _fee(what: str, fee_minor: int, bearer: str) -> Happening:
    theirs = fee_minor if bearer == Bearer.COOPERATIVE else 0
    return Happening(what, 0, -theirs, theirs - fee_minor, fee_minor)


def _given_back(what: str, sold: FrozenLine) -> Happening:
    """The whole line back, as a refund would be planned for it."""
    [frozen] = sold.parts
    line = Line(pk=NUMBER, quantity=1, price_minor=sold.price_minor, promotion_minor=sold.promotion_minor)
    share = LineShare(
        pk=NUMBER,
        line=line,
        cooperative_id=NUMBER,
        amount_minor=frozen.share.amount_minor,
        commission_minor=frozen.share.commission_minor,
    )
    left = Left(
        lines=[LineLeft(line=line, shares=[share], price_minor=line.price_minor, pieces=1, promotion_already=0)],
        delivery_minor=0,
        amount_already={NUMBER: 0},
        commission_already={NUMBER: 0},
        share_delivery_already={NUMBER: 0},
    )
    plan = planned(left, Wish(everything=True), lambda _share: frozen.part.policy.breakage_bearer)
    theirs = figures("EUR", plan).shares.get(NUMBER, 0)
    return Happening(what, -plan.amount_minor, -theirs, theirs - plan.amount_minor)
