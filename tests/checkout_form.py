"""What a buyer's browser sends from the checkout page."""

from django.contrib.auth.models import AnonymousUser
from django.core.signing import Signer
from django.urls import reverse

from shop.basket.discounts import price_anew
from shop.basket.models import Basket
from shop.checkout.quote import quote
from shop.checkout.views import signer
from shop.market import Market
from tests.factories import BELGIUM


def filled_in(basket: Basket, *, market: Market = BELGIUM, delivery: str = "post", **typed) -> dict:
    fresh = Basket.objects.get(pk=basket.pk)
    price_anew(fresh, market, basket.owner or AnonymousUser())
    address = {"name": "An Example", "line1": "Market Square 1", "city": "Ghent", "postcode": "9000", "phone": ""}
    return {
        "email": "buyer@example.org",
        "country": market.country,
        "delivery": delivery,
        "shown_total": quote(fresh, delivery).fingerprint,
        "basket_token": signer.sign(str(basket.pk)),
        **address,
        **typed,
    }


def as_typed(answer) -> dict:
    """The form of a page as a browser would send it again."""
    form = answer.context["form"]
    return {name: form[name].value() or "" for name in form.fields}


def carry(client, basket: Basket) -> None:
    """Give a test client the cookie of a basket."""
    client.cookies["oscar_open_basket"] = Signer().sign(basket.pk)


def deliver(client, stripe) -> list:
    """Post every webhook that the sandbox holds, as Stripe would; the answers."""
    return [
        client.post(reverse("payment:webhook"), body, "application/json", headers={"Stripe-Signature": signature})
        for body, signature in stripe.take()
    ]
