"""How often offers and vouchers were used: counted by conditional UPDATEs, so that of many orders at once no more get a
discount than there are uses left.

The rows are taken in one order everywhere: vouchers by their number, then offers by theirs, then stock.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from django.db.models import Case, F, Q, Value, When
from oscar.apps.voucher.models import Voucher, VoucherApplication

from shop.offer.models import ConditionalOffer
from shop.order.models import Order

LIMITED = Q(max_global_applications__gt=0)
BUDGETED = Q(max_discount__gt=0)


class UsedUp(Exception):
    """Others were faster, or its time is over; `name` is what buyers know the offer or voucher by."""

    def __init__(self, name: str):
        super().__init__(name)
        self.name = name


def take_uses(applications: Iterable[dict], *, user, at: datetime) -> None:
    """Count what a basket is about to use, inside the transaction that places its order. Raises UsedUp."""
    given = sorted((used for used in applications if used["discount"]), key=lambda used: used["offer"].pk)
    vouchers, amounts = {}, Counter()
    for used in given:
        if voucher := used["voucher"]:
            vouchers[voucher.pk] = voucher
            amounts[voucher.pk] += used["discount"]
    for pk in sorted(vouchers):
        if not _take_voucher(vouchers[pk], amount=amounts[pk], user=user, at=at):
            raise UsedUp(vouchers[pk].name)
    for used in given:
        if not _take_offer(used["offer"], times=used["freq"], amount=used["discount"], user=user):
            raise UsedUp((used["voucher"] or used["offer"]).name)


def _take_voucher(voucher: Voucher, *, amount: Decimal, user, at: datetime) -> bool:
    free = Voucher.objects.filter(pk=voucher.pk, start_datetime__lte=at, end_datetime__gte=at).exclude(
        usage=Voucher.SINGLE_USE, num_orders__gt=0
    )
    if not free.update(num_orders=F("num_orders") + 1, total_discount=F("total_discount") + amount):
        return False
    # The row is ours until the end of the transaction: of two orders of one buyer the second one sees the first one here.
    return voucher.is_available_to_user(user=user)[0]


def _take_offer(offer: ConditionalOffer, *, times: int, amount: Decimal, user) -> bool:
    uses, total = F("num_applications") + times, F("total_discount") + amount
    free = (
        ConditionalOffer.objects.filter(pk=offer.pk)
        .exclude(status=ConditionalOffer.SUSPENDED)
        .exclude(LIMITED & Q(max_global_applications__lt=uses))
        .exclude(BUDGETED & Q(max_discount__lte=F("total_discount")))
    )
    is_over = (LIMITED & Q(max_global_applications__lte=uses)) | (BUDGETED & Q(max_discount__lte=total))
    taken = free.update(
        num_applications=uses,
        total_discount=total,
        num_orders=F("num_orders") + 1,
        status=Case(When(is_over, then=Value(ConditionalOffer.CONSUMED)), default=F("status")),
    )
    if not taken:
        return False
    if not offer.max_user_applications:
        return True
    fresh = ConditionalOffer.objects.get(pk=offer.pk)
    return user.is_authenticated and fresh.get_num_user_applications(user) + times <= fresh.max_user_applications


def release_uses(order: Order) -> None:
    """What an order used that came to nothing can be used again."""
    used = VoucherApplication.objects.filter(order=order)
    amounts = Counter()
    for discount in order.discounts.exclude(voucher_id=None):
        amounts[discount.voucher_id] += discount.amount
    for pk in used.order_by("voucher").values_list("voucher", flat=True):
        Voucher.objects.filter(pk=pk).update(
            num_orders=_less("num_orders", 1), total_discount=_less("total_discount", amounts[pk])
        )
    used.delete()
    for discount in order.discounts.order_by("offer_id"):
        ConditionalOffer.objects.filter(pk=discount.offer_id).update(
            num_applications=_less("num_applications", discount.frequency or 0),
            num_orders=_less("num_orders", 1),
            total_discount=_less("total_discount", discount.amount),
            status=Case(
                When(status=ConditionalOffer.CONSUMED, then=Value(ConditionalOffer.OPEN)), default=F("status")
            ),
        )


def take_uses_again(order: Order) -> None:
    """An order that was released and is paid after all had its discount: it counts, whatever is left by now."""
    discounts = list(order.discounts.order_by("offer_id"))
    amounts = Counter()
    for discount in discounts:
        if discount.voucher_id:
            amounts[discount.voucher_id] += discount.amount
    for pk in Voucher.objects.filter(pk__in=amounts).order_by("pk").values_list("pk", flat=True):
        Voucher.objects.filter(pk=pk).update(
            num_orders=F("num_orders") + 1, total_discount=F("total_discount") + amounts[pk]
        )
        VoucherApplication.objects.create(voucher_id=pk, order=order, user=order.user)
    for discount in discounts:
        ConditionalOffer.objects.filter(pk=discount.offer_id).update(
            num_applications=F("num_applications") + (discount.frequency or 0),
            num_orders=F("num_orders") + 1,
            total_discount=F("total_discount") + discount.amount,
        )


def _less(field: str, amount: int | Decimal) -> Case:
    """Never below nought, which the database refuses: an order must not be held because an offer was counted wrongly."""
    return Case(When(**{f"{field}__gte": amount}, then=F(field) - amount), default=Value(type(amount)(0)))
