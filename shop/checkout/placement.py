"""Placing an order: everything that must be true before a buyer is sent to pay, in one transaction.

Order first, pay second. When this commits there is one order with its stock reserved and its shares frozen; whatever crashes
afterwards, the order is there to be paid, found or released.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone, translation

from shop.basket.discounts import price_anew
from shop.basket.models import Basket, Line
from shop.checkout.freezing import freeze_basket
from shop.checkout.quote import Quote, quote
from shop.market import Market
from shop.offer.uses import UsedUp, take_uses
from shop.order.models import Order, OrderLink, ShippingAddress
from shop.order.utils import OrderCreator, OrderNumberGenerator, SoldOut
from shop.partner.strategy import MarketStrategy
from shop.payment.currency import to_minor


class AlreadyOrdered(Exception):
    """The basket became an order before: another tab, another click."""


class NothingToOrder(Exception):
    """The basket is empty."""


class TotalChanged(Exception):
    """What the basket costs is not what the buyer was shown; `used_up` names the offer that somebody else had the last of."""

    def __init__(self, fingerprint: str, used_up: str = ""):
        super().__init__(fingerprint)
        self.used_up = used_up


@dataclass(frozen=True)
class Placement:
    """What the buyer decided: which basket, how it travels, who to write to, and the fingerprint of the quote they saw."""

    basket: Basket
    market: Market
    delivery_code: str
    shown: str
    email: str
    address: ShippingAddress
    placed_at: datetime
    user: object | None = None
    language: str = settings.LANGUAGE_CODE

    @property
    def day(self) -> date:
        """Whose policies decide."""
        return timezone.localdate(self.placed_at)


def place_order(placement: Placement) -> Order:
    """Reserve the stock and write the order with its frozen shares.

    Raises AlreadyOrdered, NothingToOrder, TotalChanged or `shop.order.utils.SoldOut`; then nothing was written.
    """
    _refuse_sold_out(placement.basket.pk, placement.market)
    with transaction.atomic():
        basket = _claim(placement.basket.pk)
        _refuse_sold_out(
            basket.pk, placement.market, Basket.FROZEN
        )  # again, before the work: it may have gone while we waited
        basket.strategy = MarketStrategy(placement.market)
        buyer = placement.user or AnonymousUser()
        if not basket.all_lines():
            raise NothingToOrder
        _drop_spent_vouchers(basket, buyer)
        price_anew(basket, placement.market, buyer)
        current = quote(basket, placement.delivery_code, on=placement.day)
        if current.fingerprint != placement.shown:
            raise TotalChanged(current.fingerprint)
        for used in basket.shipping_discounts:
            used["discount"] = current.delivery.off
        try:
            take_uses(basket.offer_applications, user=buyer, at=timezone.now())
        except UsedUp as gone:
            raise TotalChanged(current.fingerprint, used_up=gone.name) from gone
        order = _write(placement, basket, current, buyer)
        OrderLink.objects.create(order=order)
        return order


def _refuse_sold_out(basket_id: int, market: Market, basket_status: str = Basket.OPEN) -> None:
    """A look without any lock, which decides nothing: but of many buyers of the last piece most need wait for nobody."""
    gone = Line.objects.filter(
        basket=basket_id,
        basket__status=basket_status,
        stockrecord__prices__currency=market.currency,
        stockrecord__num_in_stock__lt=Coalesce("stockrecord__num_allocated", 0) + F("quantity"),
    )
    if product_id := gone.order_by("stockrecord").values_list("product", flat=True).first():
        raise SoldOut(product_id)


def _claim(basket_id: int) -> Basket:
    """Freeze the basket; of several clicks the database lets one through."""
    if not Basket.objects.filter(pk=basket_id, status=Basket.OPEN).update(status=Basket.FROZEN):
        raise AlreadyOrdered
    return Basket.objects.get(pk=basket_id)


def _drop_spent_vouchers(basket: Basket, buyer) -> None:
    """A voucher that somebody used up, or whose time ended, gives no discount; locked, so that this stays true until the end."""
    for voucher in basket.vouchers.select_for_update().order_by("pk"):
        is_available, _why_not = voucher.is_available_to_user(user=buyer)
        if not (is_available and voucher.is_active()):
            basket.vouchers.remove(voucher)


def _write(placement: Placement, basket: Basket, current: Quote, buyer) -> Order:
    placement.address.save()
    delivery_minor = to_minor(current.delivery.before, current.currency)
    frozen = freeze_basket(basket, delivery_minor=delivery_minor, on=placement.day)
    # What is written down, as the name of the delivery, is read by staff.
    with translation.override(settings.LANGUAGE_CODE):
        return OrderCreator(frozen).place_order(
            basket=basket,
            total=current.total_price,
            shipping_method=current.delivery,
            shipping_charge=current.delivery.calculate(basket),
            user=buyer,
            shipping_address=placement.address,
            order_number=OrderNumberGenerator().order_number(),
            country=placement.market.country,
            language=placement.language,
            guest_email=placement.email,
            date_placed=placement.placed_at,
            # From now, whenever the buyer decided: Stripe's page must stay open for the whole hold.
            hold_until=timezone.now() + timedelta(minutes=settings.SHOP_HOLD_MINUTES),
            total_minor=current.total_minor,
        )
