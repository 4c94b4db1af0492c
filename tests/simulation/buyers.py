"""A buyer: looks, fills a basket, orders, pays, or does not; clicks twice, turns back, comes back when it is too late."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.core.signing import BadSignature, Signer
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from shop.basket.models import Basket
from shop.catalogue.models import Product
from shop.market import Market
from shop.payment.models import StripeSession
from tests.checkout_form import filled_in
from tests.simulation.sandbox_beside import SandboxBeside
from tests.simulation.shop import MARKETS

CHECKOUT = reverse("checkout:index")
# Runs what the shop does for a buyer; it may be cut short.
Serve = Callable[[Callable[[], HttpResponse]], HttpResponse]


@dataclass
class Buyer:
    name: str
    market: Market
    chance: random.Random
    stripe: SandboxBeside
    serve: Serve
    client: Client = field(init=False)
    # What stands in the buyer's browser: the checkout page, Stripe's page, the address of an order.
    form: dict = field(default_factory=dict)
    session: str = ""
    token: str = ""

    def __post_init__(self):
        self.client = Client(REMOTE_ADDR=f"10.0.0.{self.name.removeprefix('buyer ')}")
        self.client.cookies["market"] = str(self.market)

    def looks(self, piece: Product) -> str:
        return f"looks at {piece.title}: {self.get(piece.get_absolute_url())}"

    def puts_in(self, piece: Product) -> str:
        number = self.chance.choice((1, 1, 1, 2))
        answer = self.post(reverse("basket:add", args=[piece.pk]), {"quantity": number})
        return f"puts {number} × {piece.title} into the basket: {answer}"

    def types_code(self, code: str) -> str | None:
        return self.basket and f"types {code}: {self.post(reverse('basket:vouchers-add'), {'code': code})}"

    def reads_checkout(self) -> str | None:
        basket = self.basket
        if basket is None:
            return None
        delivery = self.chance.choice(("post", "post", "pick-up"))
        typed = MARKETS[self.market]
        self.form = filled_in(basket, market=self.market, delivery=delivery, **typed)
        return f"reads the checkout page, {delivery}"

    def confirms(self) -> str | None:
        """Once, twice, or long after reading it."""
        return self.form and f"confirms: {self.goes_on(self.post(CHECKOUT, self.form))}"

    def orders(self) -> str | None:
        """Reads the page and confirms what stands there."""
        return self.reads_checkout() and self.confirms()

    def pays(self) -> str | None:
        if not self.session:
            return None
        try:
            paid = self.stripe.pay(self.session)
        except AssertionError:
            return f"finds that {self._leaves()} cannot be paid any more"
        return f"pays {paid['amount_total']} {paid['currency']} in {self._leaves()}"

    def is_declined(self) -> str | None:
        if not self.session:
            return None
        try:
            self.stripe.decline(self.session)
        except AssertionError:
            return f"finds that {self.session} cannot be paid any more"
        return f"is declined in {self.session}"

    def returns(self) -> str | None:
        return self.token and f"comes back from Stripe: {self.get(reverse('order:return', args=[self.token]))}"

    def cancels(self) -> str | None:
        return self.token and f"cancels: {self.post(reverse('order:cancel', args=[self.token]))}"

    def goes_to_pay(self) -> str | None:
        return self.token and f"goes on to pay: {self.goes_on(self.post(reverse('order:pay', args=[self.token])))}"

    def _leaves(self) -> str:
        """Stripe's page, as a rule."""
        session = self.session
        if self.chance.random() < 0.8:
            self.session = ""
        return session

    @property
    def basket(self) -> Basket | None:
        """The basket in the buyer's cookie, if anything can be ordered from it."""
        cookie = self.client.cookies.get("oscar_open_basket")
        try:
            basket = Basket.open.filter(pk=Signer().unsign(cookie.value if cookie else "")).first()
        except BadSignature:
            return None
        return basket if basket and basket.lines.exists() else None

    def goes_on(self, answer: "Answer") -> "Answer":
        """To Stripe's page, if the answer leads there."""
        kept = StripeSession.objects.filter(url=answer.location).first() if answer.location else None
        if kept:
            self.session = kept.session_id
            self.token = kept.order.links.order_by("pk")[0].token
        return answer

    def get(self, address: str) -> "Answer":
        return Answer(self.serve(lambda: self.client.get(address)))

    def post(self, address: str, data: dict | None = None) -> "Answer":
        return Answer(self.serve(lambda: self.client.post(address, data or {})))


class Answer:
    """What the shop answered, in a few words that are the same in every run of the seed."""

    def __init__(self, response: HttpResponse):
        self.code = response.status_code
        self.location = response.headers.get("Location", "")
        if self.code >= 500 and self.code != 503:
            raise AssertionError(f"the shop answered {self.code}")

    def __str__(self):
        return f"{self.code} {urlsplit(self.location).path}".strip()
