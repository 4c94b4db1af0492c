"""A shop that has been open for a while, and staff who look after it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from oscar.apps.voucher.models import Voucher, VoucherSet

from shop.catalogue.models import Colour, Material
from shop.offer.models import Benefit, Condition, ConditionalOffer, Range
from shop.payment.models import PaymentAlert
from tests import factories


@pytest.fixture
def boss(client, world) -> Client:
    """The browser of a superuser."""
    client.force_login(factories.staff(email="boss@example.org"))
    return client


def offer(name: str, **fields) -> ConditionalOffer:
    everything, _ = Range.objects.get_or_create(name="Everything", defaults={"includes_all_products": True})
    return ConditionalOffer.objects.create(
        name=name,
        condition=Condition.objects.create(range=everything, type=Condition.COUNT, value=1),
        benefit=Benefit.objects.create(range=everything, type=Benefit.PERCENTAGE, value=10),
        **fields,
    )


def voucher(code: str, **fields) -> Voucher:
    now = timezone.now()
    made = Voucher.objects.create(
        name=code, code=code, start_datetime=now - timedelta(days=1), end_datetime=now + timedelta(days=1), **fields
    )
    made.offers.add(offer(f"Offer for {code}", offer_type=ConditionalOffer.VOUCHER))
    return made


def voucher_set(name: str) -> VoucherSet:
    now = timezone.now()
    made = VoucherSet.objects.create(
        name=name, count=2, start_datetime=now - timedelta(days=1), end_datetime=now + timedelta(days=1)
    )
    voucher(f"{name}-1", voucher_set=made)
    return made


def alert(order, subject: str = "pi_1", **fields) -> PaymentAlert:
    return PaymentAlert.objects.create(
        order=order, kind=PaymentAlert.Kind.MISMATCH, subject=subject, detail="Paid 1, ordered 2.", **fields
    )


def described_piece(name: str = "A described piece", **fields):
    """A piece with everything that a piece can have."""
    piece = factories.piece(name, **fields)
    piece.materials.add(Material.objects.get_or_create(name="Sisal", slug="sisal")[0])
    piece.colours.add(Colour.objects.get_or_create(name="Clay", slug="clay", swatch="#a2401f")[0])
    piece.artisans.add(factories.artisan(piece.cooperatives.first()))
    factories.picture_of(piece, title=name)
    return piece


@pytest.fixture
def lived_in(world, stripe):
    """Something of everything, as (name of what an address asks for) → object."""
    weavers = factories.cooperative("Weavers")
    piece, other = described_piece(by=weavers), factories.piece("Joint", by={weavers: 1, factories.cooperative(): 1})
    buyer = factories.user("buyer@example.org")
    order = factories.paid_order(stripe, piece, other, user=buyer)
    factories.refunded(order, order.lines.first(), with_delivery=True)
    alert(order)
    note = order.notes.create(user=buyer, message="A note")
    code = voucher("WELCOME")
    return {
        "piece": piece,
        "order": order,
        "note": note,
        "line": order.lines.last(),
        "buyer": buyer,
        "cooperative": weavers,
        "artisan": piece.artisans.first(),
        "category": piece.categories.first(),
        "partner": weavers.partner,
        "voucher": code,
        "voucher_set": voucher_set("Spring"),
        "offer": offer("Ten off"),
        "range": Range.objects.first(),
        "alert": PaymentAlert.objects.first(),
        "photo": piece.images.first().original,
    }
