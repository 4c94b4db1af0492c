"""Forty orders of the past months, made as a buyer makes them: placed, paid at Stripe's sandbox over HTTP, settled.

Nothing is written into the tables directly, so the balances are what the shop's own verbs make of these orders.
"""

import json
import random
import urllib.request
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F

from shop.basket.models import Basket
from shop.catalogue.models import Product
from shop.checkout.placement import Placement, place_order
from shop.checkout.quote import quote
from shop.market import Market
from shop.order.carriers import Carrier
from shop.order.models import Order, ShippingAddress
from shop.order.sending import Consignment, mark_as_arrived, mark_as_sent
from shop.partner.models import StockRecord
from shop.partner.strategy import MarketStrategy
from shop.payment.models import Refund
from shop.payment.parts import Wish
from shop.payment.refunds import Request, refund
from shop.payment.sessions import session_for
from shop.payment.settle import settle
from shop.users.models import User

ORDERS = 40
DAYS_TO_SEND = 12
# Also ordered, and not sent yet: so that the demo's leaders have something to pack.
TO_PACK = {36: "plateau-star-natural", 39: "fruit-bowl-spiral"}
EMAIL = "buyer@ubukorikori.example"
# Invented buyers; the towns are real, the streets are those that nearly every town has.
BUYERS = [
    (Market("BE", "EUR"), "Example Peeters", "Marktplein 1", "Gent", "9000", ""),
    (Market("DE", "EUR"), "Example Schmidt", "Hauptstraße 1", "Köln", "50667", ""),
    (Market("FR", "EUR"), "Example Martin", "1 rue de l’Église", "Lyon", "69001", ""),
    (Market("NL", "EUR"), "Example de Vries", "Dorpsstraat 1", "Utrecht", "3511 AA", ""),
    (Market("GB", "GBP"), "Example Smith", "1 High Street", "Leeds", "LS1 1AA", ""),
    (Market("US", "USD"), "Example Miller", "1 Main Street", "Portland", "97201", "OR"),
    (Market("CA", "USD"), "Example Tremblay", "1 Main Street", "Toronto", "M5H 2N2", "ON"),
    (Market("RW", "RWF"), "Example Mugisha", "KN 3 Rd 1", "Kigali", "", ""),
]


def load_orders(progress: Callable[[str], None], now: datetime) -> int:
    """Make what is missing of the forty orders; how many are new."""
    made = Order.objects.count()
    chance = random.Random(2026)
    pieces = list(Product.objects.listed().filter(is_one_of_a_kind=False).order_by("slug"))
    for number in range(ORDERS):
        buyer, basket = chance.choice(BUYERS), chance.sample(pieces, chance.choice([1, 1, 2, 2, 3, 4]))
        days, hours = 120 - 3 * number, chance.randrange(12)
        gets_refund = number in (9, 23)
        if number < made:
            continue
        basket += [piece for piece in pieces if piece.slug == TO_PACK.get(number) and piece not in basket]
        order = _buy(buyer, basket, now - timedelta(days=days, hours=hours))
        if days > DAYS_TO_SEND:
            _send(order, chance, now)
        if gets_refund:
            line = order.lines.order_by("pk").first()
            wish = Wish(quantities={line.pk: line.quantity})
            reason = "The buyer sent a picture."
            refund(Request(order=order, wish=wish, cause=Refund.Cause.BROKEN, reason=reason))
        if (number + 1) % 10 == 0:
            progress(f"{number + 1} of {ORDERS} past orders")
    return ORDERS - min(made, ORDERS)


def _send(order: Order, chance: random.Random, now: datetime) -> None:
    sent = order.paid_at + timedelta(days=chance.choice([1, 1, 2, 4]))
    carrier = Carrier.OURSELVES if order.country == "RW" else chance.choice([Carrier.EMS, Carrier.DHL, Carrier.POST])
    number = "" if carrier == Carrier.OURSELVES else f"EXAMPLE {chance.randrange(10**8):08}"
    parcel = mark_as_sent(order=order, consignment=Consignment(carrier, number), at=sent)
    arrived = sent + timedelta(days=1 if order.country == "RW" else chance.randrange(13, 20))
    if arrived < now:
        mark_as_arrived(parcel=parcel, at=arrived)


def _buy(buyer: tuple, pieces: list[Product], at: datetime) -> Order:
    market, name, line1, town, postcode, area = buyer
    basket = Basket.objects.create()
    basket.strategy = MarketStrategy(market)
    for piece in pieces:
        # The groups made these for the order, so the pieces on the shelf stay.
        StockRecord.objects.filter(product=piece).update(num_in_stock=F("num_in_stock") + 1)
        basket.add_product(piece)
    address = ShippingAddress(
        last_name=name, line1=line1, line4=town, postcode=postcode, state=area, country_id=market.country
    )
    order = place_order(
        Placement(
            basket=basket,
            market=market,
            delivery_code="post",
            shown=quote(basket, "post").fingerprint,
            email=EMAIL,
            # The account's owner is the one in Belgium; the others bought as guests.
            user=User.objects.filter(email=EMAIL).first() if market.country == "BE" else None,
            address=address,
            placed_at=at,
        )
    )
    return _pay(order, at)


def _pay(order: Order, at: datetime) -> Order:
    session = session_for(order)
    sandbox = f"{settings.STRIPE_API_BASE}/_sandbox/pay/{session.session_id}"
    request = urllib.request.Request(sandbox, json.dumps({}).encode(), {"Content-Type": "application/json"})
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=30) as answer:
        answer.read()
    settle(session.session_id, at=at + timedelta(minutes=4))
    order.refresh_from_db()
    return order
