"""What is sold in a simulated shop, by whom and under which rules: all of it drawn."""

import random
from dataclasses import dataclass, field

from oscar.apps.voucher.models import Voucher

from cooperatives.models import Cooperative
from shop.catalogue.models import Product
from shop.market import Market
from shop.partner.models import StockRecord
from shop.shares.bearers import Bearer, Bearers
from tests import factories
from tests.vouchers import site_offer, voucher

MARKETS = {
    Market("BE", "EUR"): {},
    Market("US", "USD"): {"area": "NY", "city": "New York", "postcode": "10001", "phone": ""},
    Market("GB", "GBP"): {"city": "London", "postcode": "SW1A 1AA"},
    Market("RW", "RWF"): {"city": "Kigali", "phone": "0788 123 456", "postcode": ""},
}
PRICES = {"EUR": (10, 90), "USD": (11, 99), "GBP": (9, 80), "RWF": (12_000, 99_000)}
RATES = {"eur": 1.0843, "gbp": 1.2717, "rwf": 0.000687, "usd": 1}


@dataclass
class Shop:
    cooperatives: list[Cooperative] = field(default_factory=list)
    pieces: list[Product] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    # Pieces there were or came, by stock record.
    made: dict[int, int] = field(default_factory=dict)


def opened(chance: random.Random) -> Shop:
    shop = Shop()
    for number in range(3):
        bearers = {name: chance.choice(Bearer.values) for name in Bearers.NAMES}
        rate = chance.choice((0, 1000, 1750, 2000, 3333))
        shop.cooperatives.append(factories.cooperative(f"Group {'ABC'[number]}", commission_bp=rate, **bearers))
    for number in range(1, 6):
        makers = {maker: chance.randint(1, 4) for maker in chance.sample(shop.cooperatives, chance.randint(1, 3))}
        stock = chance.choice((1, 1, 2, 4))
        piece = factories.piece(f"Piece {number}", by=makers, stock=stock, prices=prices(chance))
        shop.pieces.append(piece)
        shop.made[StockRecord.objects.get(product=piece).pk] = stock
    voucher("MANY", percent=str(chance.choice((7, 10, 33))))
    voucher("ONCE", percent="15", usage=Voucher.SINGLE_USE)
    voucher("THRICE", percent="5", about={"max_global_applications": 3})
    shop.codes = ["MANY", "ONCE", "THRICE", "WRONG"]
    if chance.random() < 0.3:
        site_offer(percent="3")
    return shop


def prices(chance: random.Random) -> dict[str, str]:
    """Odd ones, which do not divide."""
    return {
        currency: str(chance.randint(*bounds)) if currency == "RWF" else f"{chance.uniform(*bounds):.2f}"
        for currency, bounds in PRICES.items()
    }
