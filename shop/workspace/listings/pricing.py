"""The price of a piece as its leader sees it: what they get of what the buyer pays, by the rule that an order would freeze,
what others ask for such pieces, and whether a price can be meant."""

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median_low

from django.utils import timezone

from cooperatives.models import Cooperative
from shop.catalogue.models import Category, Contribution, Product, ProductCategory
from shop.partner.models import Price
from shop.payment.currency import to_minor
from shop.shares.choosing import Policies
from shop.shares.freezing import LineToFreeze, Part, freeze

CURRENCY = "RWF"
# Stripe takes no more at once.
MOST = 99_999_999
# So many times more than the dearest, or less than the cheapest: most likely a zero too many or too few.
FAR = 5


@dataclass(frozen=True)
class Rule:
    """How a price is shared out: the makers' parts, with what the organisation keeps of each. `of` is whose part we tell."""

    parts: tuple[Part, ...]
    of: int

    def they_get(self, price_rwf: int) -> int:
        [line] = freeze([LineToFreeze(price_rwf, self.parts)])
        return sum(frozen.share.amount_minor for frozen in line.parts if frozen.part.cooperative_id == self.of)

    def price_for(self, wanted_rwf: int) -> int | None:
        """The highest price of which they get no more than that, which is the round one: 10,000 for 8,000 at 20 %, not 9,999.

        None where no price is enough.
        """
        if self.they_get(MOST) < wanted_rwf:
            return None
        low, high = wanted_rwf, MOST
        while low < high:
            middle = (low + high + 1) // 2
            if self.they_get(middle) > wanted_rwf:
                high = middle - 1
            else:
                low = middle
        return low


@dataclass(frozen=True)
class Asked:
    """What is asked in the shop for pieces of a kind, in RWF."""

    count: int
    lowest: int
    middle: int
    highest: int

    def is_far_from(self, price_rwf: int) -> bool:
        return price_rwf > self.highest * FAR or price_rwf * FAR < self.lowest


def rule_for(*, cooperative: Cooperative, kind: Category | None = None, product: Product | None = None) -> Rule:
    """How a piece of this group would be shared out if it were sold today; a live one by all who have a part in it."""
    if product is not None:
        made = list(Contribution.objects.filter(product=product))
        policies = Policies(
            products={product.pk}, cooperatives={part.cooperative_id for part in made}, on=timezone.localdate()
        )
        parts = tuple(
            Part(
                part.cooperative_id, part.weight, policies.decide(product=product.pk, cooperative=part.cooperative_id)
            )
            for part in made
        )
        if parts:
            return Rule(parts, cooperative.pk)
    return rules_for(cooperative=cooperative, kinds=[kind] if kind else [])[kind.pk if kind else 0]


def rules_for(*, cooperative: Cooperative, kinds: Iterable[Category]) -> dict[int, Rule]:
    """The rule for each kind by its number; under 0 that for a piece of no kind. A constant number of queries."""
    kinds = list(kinds)
    policies = Policies(
        products=(), cooperatives={cooperative.pk}, on=timezone.localdate(), paths=[kind.path for kind in kinds]
    )

    def rule(paths: tuple[str, ...]) -> Rule:
        policy = policies.decide_new(paths=paths, cooperative=cooperative.pk)
        return Rule((Part(cooperative.pk, 1, policy),), cooperative.pk)

    return {0: rule(())} | {kind.pk: rule((kind.path,)) for kind in kinds}


def what_they_get(
    *, price_rwf: int, cooperative: Cooperative, kind: Category | None = None, product: Product | None = None
) -> int:
    """The cooperative's share of a piece sold at this price today, in RWF."""
    return rule_for(cooperative=cooperative, kind=kind, product=product).they_get(price_rwf)


def asked_for() -> dict[int, Asked]:
    """What is asked for the live pieces of each kind, by its number; of a kind without any, nothing. One query."""
    rows = ProductCategory.objects.filter(
        product__in=Product.objects.listed(), product__stockrecords__prices__currency=CURRENCY
    )
    found: dict[int, list[int]] = {}
    for category, amount in rows.values_list("category", "product__stockrecords__prices__amount"):
        found.setdefault(category, []).append(to_minor(amount, CURRENCY))
    return {
        category: Asked(len(amounts), min(amounts), median_low(amounts), max(amounts))
        for category, amounts in found.items()
    }


def far_from_all(price_rwf: int, asked: Iterable[Asked]) -> bool:
    """Outside of all of them together."""
    asked = list(asked)
    if not asked:
        return False
    whole = Asked(len(asked), min(one.lowest for one in asked), 0, max(one.highest for one in asked))
    return whole.is_far_from(price_rwf)


def is_doubtful(*, price_rwf: int, kind: Category | None, product: Product | None = None) -> bool:
    """Whether to ask “do you mean it?”: it is far from what such pieces cost, or from what this one costs now."""
    asked = asked_for()
    alike = [asked[kind.pk]] if kind and kind.pk in asked else list(asked.values())
    now = asked_now(product) if product else None
    return far_from_all(price_rwf, alike) or (now is not None and now.is_far_from(price_rwf))


def asked_now(product: Product) -> Asked | None:
    """What a live piece costs."""
    amount = (
        Price.objects.filter(currency=CURRENCY, stockrecord__product=product).values_list("amount", flat=True).first()
    )
    if amount is None:
        return None
    minor = to_minor(amount, CURRENCY)
    return Asked(1, minor, minor, minor)
