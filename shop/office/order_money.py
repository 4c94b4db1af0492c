"""An order's money as staff see it on one page: what came in, what went out again, what is left of it and whose it is.

What is left, and whose, comes from the books; what was ordered, given back and disputed from the shop's rows. Whether the two
agree is asked in `agreement`.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cooperatives.ledger.models import Account, Entry
from cooperatives.models import Cooperative
from shop.catalogue.shares_shown import BandPart, band
from shop.office.written import Written
from shop.order import status
from shop.order.models import Line, LineShare
from shop.payment.currency import to_minor
from shop.payment.models import Refund
from shop.shares.bearers import Bearer, Bearers

Kind = Account.Kind
EXCHANGED = "exchanged"
# What moves money at Stripe, in the order in which it is told.
MOVES = {
    "charged": (gettext_lazy("Charged"), (Entry.Kind.SALE,)),
    "given_back": (gettext_lazy("Given back"), (Entry.Kind.REFUND,)),
    "disputed": (
        gettext_lazy("Taken in disputes"),
        (Entry.Kind.DISPUTE_OPENED, Entry.Kind.DISPUTE_WON, Entry.Kind.DISPUTE_LOST),
    ),
    "unearned": (gettext_lazy("Paid for nothing"), (Entry.Kind.UNEARNED, Entry.Kind.UNEARNED_RETURNED)),
    EXCHANGED: (gettext_lazy("Exchanged"), (Entry.Kind.EXCHANGE,)),
    "fees": (gettext_lazy("Kept by Stripe as fees"), (Entry.Kind.FEE, Entry.Kind.DISPUTE_FEE)),
}
# Where money is, as against whose it is.
_PLACES = (Kind.PROVIDER, Kind.BANK)


@dataclass(frozen=True)
class Sum:
    label: str
    minor: int
    currency: str


@dataclass(frozen=True)
class Side:
    """Sums of one currency that add up to `left`."""

    currency: str
    sums: list[Sum]

    @property
    def left_minor(self) -> int:
        return sum(part.minor for part in self.sums)


@dataclass(frozen=True)
class Exchange:
    given: Sum
    got: Sum
    rate: str
    at: datetime


@dataclass(frozen=True)
class ShareRow:
    """A frozen share: what its cooperative gets of a line, by which rule. `bears`: what it bears itself."""

    line: Line
    share: LineShare
    percent: Decimal
    bears: list[str]


@dataclass(frozen=True)
class RefundRow:
    refund: Refund
    pieces: list[str]
    givers: list[Sum]


@dataclass(frozen=True)
class CooperativeRow:
    """What the books did to a cooperative for this order; `left` is what it has of it now, `held` until a dispute ends."""

    cooperative: Cooperative
    sold: int
    given_back: int
    borne: int
    held: int
    currency: str
    account_id: int | None

    @property
    def left(self) -> int:
        return self.sold - self.given_back - self.borne - self.held


def is_charged(written: Written) -> bool:
    return written.order.status in status.SETTLED


def awaits_fee(written: Written) -> bool:
    """Stripe tells its fee a little after the payment."""
    asked = is_charged(written) and written.order.total_minor > 0
    return asked and not (written.session and written.session.movement_id)


def moved_by(entry: Entry) -> str:
    """The kind of what an entry does: a reversal does what it undoes, the other way round."""
    return entry.reverses.kind if entry.reverses else entry.kind


def at_stripe(written: Written) -> list[Side]:
    """What this order did to our balance at Stripe; the order's own currency first."""
    moved: dict[str, Counter] = {written.order.currency: Counter()}
    names = {kind: name for name, (_label, kinds) in MOVES.items() for kind in kinds}
    for entry in written.entries:
        name = names.get(moved_by(entry), "")
        for posting in entry.postings.all():
            for account, sign in ((posting.debit, 1), (posting.credit, -1)):
                if account.kind == Kind.PROVIDER:
                    moved.setdefault(account.currency, Counter())[name] += sign * posting.amount_minor
    labels = {name: str(label) for name, (label, _kinds) in MOVES.items()} | {"": _("Other movements")}
    return [
        Side(code, [Sum(labels[name], by_name[name], code) for name in labels if by_name[name]])
        for code, by_name in moved.items()
        if by_name or code == written.order.currency
    ]


def whose(written: Written) -> list[Side]:
    """Whose that money is, by the books: what each cooperative and the house have of this order now."""
    totals = balances(written)
    sides: dict[str, list[Sum]] = {}
    is_held = _("Held for what was charged in other money")
    names = {share.cooperative_id: share.cooperative.name for share in written.shares}
    for kind, cooperative_id, currency in sorted(totals, key=lambda key: (_rank(key[0]), key[1] or 0, key[2])):
        minor = -totals[kind, cooperative_id, currency]
        if kind in _PLACES or not minor:
            continue
        name = names.get(cooperative_id, "")
        label = name if kind == Kind.COOPERATIVE else str(_WHOSE[kind]) % {"name": name}
        if kind == Kind.EXCHANGE and minor > 0:
            label = is_held
        sides.setdefault(currency, []).append(Sum(label, minor, currency))
    return [Side(code, parts) for code, parts in sides.items()]


_WHOSE = {
    Kind.COOPERATIVE: "",
    Kind.HELD: gettext_lazy("%(name)s, held until the dispute ends"),
    Kind.IN_TRANSIT: gettext_lazy("%(name)s, on its way"),
    Kind.COMMISSION: gettext_lazy("The organisation: commission"),
    Kind.DELIVERY: gettext_lazy("The organisation: delivery"),
    Kind.UNEARNED: gettext_lazy("The buyer: paid for nothing"),
    Kind.PROMOTIONS: gettext_lazy("The organisation gave as a discount"),
    Kind.LOSSES: gettext_lazy("The organisation bore in the makers’ place"),
    Kind.FEES: gettext_lazy("The organisation bore of the fees"),
    Kind.DISPUTED: gettext_lazy("Taken by the buyer’s bank until the dispute ends"),
    Kind.EXCHANGE: gettext_lazy("Held in other money since it was exchanged"),
}


def _rank(kind: str) -> int:
    return list(_WHOSE).index(kind) if kind in _WHOSE else len(_WHOSE)


def balances(written: Written) -> Counter:
    """What the order's entries did to each account, by its meaning: debits less credits."""
    totals: Counter = Counter()
    for entry in written.entries:
        for posting in entry.postings.all():
            totals[posting.debit.key] += posting.amount_minor
            totals[posting.credit.key] -= posting.amount_minor
    return totals


def exchanges(written: Written) -> list[Exchange]:
    found = []
    for entry in written.entries:
        if entry.kind != Entry.Kind.EXCHANGE:
            continue
        given = got = None
        for posting in entry.postings.all():
            if posting.credit.kind == Kind.PROVIDER:
                given = Sum("", posting.amount_minor, posting.currency)
            if posting.debit.kind == Kind.PROVIDER:
                got = Sum("", posting.amount_minor, posting.currency)
        if given and got:
            found.append(Exchange(given, got, rate_words(entry.rate), entry.posted_at))
    return found


def rate_words(rate: Decimal) -> str:
    """A rate without the noughts at its end."""
    return f"{rate:.6f}".rstrip("0").rstrip(".")


def share_rows(written: Written) -> list[ShareRow]:
    names = {name: str(LineShare._meta.get_field(name).verbose_name) for name in Bearers.NAMES}
    return [
        ShareRow(
            line=line,
            share=share,
            percent=Decimal(share.commission_bp) / 100,
            bears=[label for name, label in names.items() if getattr(share, name) == Bearer.COOPERATIVE],
        )
        for line in written.lines
        for share in line.shares.all()
    ]


def cooperative_rows(written: Written) -> list[CooperativeRow]:
    """What each cooperative has of the order, as the books say; nothing while they say nothing."""
    by_name: dict[tuple[Cooperative, str], Counter] = {}
    accounts: dict[tuple[Cooperative, str], int] = {}
    for entry in written.entries:
        moved = moved_by(entry)
        for posting in entry.postings.all():
            for account, sign in ((posting.credit, 1), (posting.debit, -1)):
                if account.kind in (Kind.COOPERATIVE, Kind.HELD):
                    row = by_name.setdefault((account.cooperative, account.currency), Counter())
                    row[_column(account.kind, moved)] += sign * posting.amount_minor
                if account.kind == Kind.COOPERATIVE:
                    accounts[account.cooperative, account.currency] = account.pk
    return [
        CooperativeRow(
            cooperative=cooperative,
            sold=row["sold"],
            given_back=-row["given_back"] - row["held"],
            borne=-row["borne"],
            held=row["held"],
            currency=currency,
            account_id=accounts.get((cooperative, currency)),
        )
        for (cooperative, currency), row in by_name.items()
    ]


def _column(account_kind: str, moved: str) -> str:
    if account_kind == Kind.HELD:
        return "held"
    if moved == Entry.Kind.SALE:
        return "sold"
    return "borne" if moved in (Entry.Kind.FEE, Entry.Kind.DISPUTE_FEE) else "given_back"


def refund_rows(written: Written) -> list[RefundRow]:
    """Each refund with who gave back what of it; what was borne in a cooperative's place is the organisation's."""
    return [RefundRow(made, _pieces(made), _givers(made, written.order.currency)) for made in written.refunds]


def _pieces(made: Refund) -> list[str]:
    said = [f"{part.quantity} × {part.line.title}" if part.quantity else part.line.title for part in made.lines.all()]
    return [*said, _("Delivery")] if made.delivery_minor else said


def _givers(made: Refund, currency: str) -> list[Sum]:
    theirs: Counter = Counter()
    for part in made.shares.all():
        if part.bearer == Bearer.COOPERATIVE:
            theirs[part.share.cooperative.name] += part.amount_minor + part.delivery_minor
    rest = made.amount_minor - sum(theirs.values())
    return [Sum(name, minor, currency) for name, minor in [*theirs.items(), (_("The organisation"), rest)] if minor]


def frozen_band(written: Written) -> list[BandPart]:
    """How the charge was divided when the order was placed, woven; with the fee, where the organisation pays it of its part."""
    currency = written.order.currency
    theirs: Counter = Counter()
    for share in written.shares:
        theirs[share.cooperative] += share.amount_minor + share.delivery_minor
    commission = sum(share.commission_minor for share in written.shares)
    delivery = to_minor(written.order.shipping_incl_tax, currency) - sum(
        share.delivery_minor for share in written.shares
    )
    fee = _fee_of_charge(written)
    is_drawn = fee <= commission
    parts = [(cooperative.name, minor, "cooperative", cooperative.hue) for cooperative, minor in theirs.items()]
    parts.append((_("The organisation’s work"), commission - fee * is_drawn, "commission", 0))
    parts.append((_("Delivery"), delivery, "delivery", 0))
    parts.append((_("Stripe’s fee"), fee * is_drawn, "fee", 0))
    return band(parts, currency)


def _fee_of_charge(written: Written) -> int:
    """What the organisation paid Stripe for the payment itself, in the money of the order; refunds and disputes cost more."""
    key = (Kind.FEES, None, written.order.currency)
    reference = f"fee:{written.order.number}"
    booked = [posting for entry in written.entries if entry.reference == reference for posting in entry.postings.all()]
    return sum(posting.amount_minor for posting in booked if posting.debit.key == key)
