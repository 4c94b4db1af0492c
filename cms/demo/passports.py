"""The demo's passports: of two pieces that nobody has bought yet, and of one that somebody has."""

from datetime import datetime, timedelta

from cooperatives.consents.models import Scope
from shop.catalogue.models import Product
from shop.order.models import Line
from shop.passports.issuing import issue, tie
from shop.passports.models import Passport

AT_ONCE = 3
ON_THE_SHELF = ("agaseke-diamonds-indigo", "bowl-tenmoku")


def load_passports() -> int:
    """How many are new; once there are some, none."""
    if Passport.objects.exists():
        return 0
    made = []
    sold = (
        Line.objects.exclude(order__paid_at=None).filter(refunded_minor=0).order_by("order__date_placed", "pk").first()
    )
    if sold is not None:
        [passport] = _issue(sold.product, 1, ready=sold.order.date_placed)
        made.append(tie(passport=passport, line=sold))
    for piece in Product.objects.filter(slug__in=ON_THE_SHELF).order_by("slug"):
        made += _issue(piece, AT_ONCE, ready=piece.date_created)
    return len(made)


def _issue(piece: Product, number: int, *, ready: datetime) -> list[Passport]:
    """By whoever of its makers agreed to be named on passports, if anybody did."""
    makers = piece.artisans.filter(person__consents__scope_rows__scope=Scope.QR_PASSPORT).order_by("pk")
    maker = makers.select_related("person").first()
    made_in = (ready - timedelta(days=30)).date()
    return issue(product=piece, number=number, made_in=made_in, by=None, person=maker.person if maker else None)
