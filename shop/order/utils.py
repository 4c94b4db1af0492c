"""Oscar's order writer with our differences: numbers nobody can guess, stock that cannot be sold twice, frozen shares, and
uses of offers that are counted before."""

import secrets

from oscar.apps.order import utils
from oscar.apps.voucher.models import VoucherApplication

from shop.order.models import LineShare
from shop.partner.models import StockRecord
from shop.shares.bearers import Bearers
from shop.shares.freezing import FrozenLine

# Without letters and figures that are mistaken for one another when read aloud.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


class SoldOut(Exception):
    """A piece went to somebody else first, or is not for sale (any more); `product_id` says which."""

    def __init__(self, product_id: int):
        super().__init__(product_id)
        self.product_id = product_id


class OrderNumberGenerator:
    def order_number(self, basket=None) -> str:
        """Ten random letters: short enough to say on the telephone, too many (31¹⁰) to try."""
        letters = "".join(secrets.choice(ALPHABET) for _ in range(10))
        return f"U-{letters[:5]}-{letters[5:]}"


class OrderCreator(utils.OrderCreator):
    """Writes one order, inside the transaction of `shop.checkout.placement`."""

    def __init__(self, frozen: dict[int, FrozenLine]):
        self.frozen = frozen  # by the number of the basket's line

    def create_line_models(self, order, basket_line, extra_line_fields=None):
        if not basket_line.product.is_public or basket_line.pk not in self.frozen:
            # Hidden, or nobody would be owed for it: staff can be writing the piece up while it lies in a basket.
            raise SoldOut(basket_line.product_id)
        frozen = self.frozen[basket_line.pk]
        # Oscar's own figures, too: unrounded they would not add up to the total on a mail or in the dashboard.
        fields = {
            "price_minor": frozen.price_minor,
            "promotion_minor": frozen.promotion_minor,
            "line_price_incl_tax": basket_line.to_pay,
            "line_price_excl_tax": basket_line.to_pay,
        }
        return super().create_line_models(order, basket_line, fields | (extra_line_fields or {}))

    def create_additional_line_models(self, order, order_line, basket_line):
        """Write down what each cooperative gets of the line, and by which rule."""
        LineShare.objects.bulk_create(
            LineShare(
                line=order_line,
                cooperative_id=frozen.share.cooperative_id,
                weight=frozen.share.weight,
                gross_minor=frozen.share.gross_minor,
                commission_bp=frozen.share.commission_bp,
                commission_minor=frozen.share.commission_minor,
                amount_minor=frozen.share.amount_minor,
                delivery_minor=frozen.delivery_minor,
                policy_id=frozen.part.policy.pk,
                **{name: getattr(frozen.part.policy, name) for name in Bearers.NAMES},
            )
            for frozen in self.frozen[basket_line.pk].parts
        )

    def record_discount(self, discount):
        """Nothing: `shop.offer.uses` counted it before the order was written, in the one order of locks."""

    def record_voucher_usage(self, order, voucher, user):
        """Who used it. One that gave nothing is not used up."""
        if order.discounts.filter(voucher_id=voucher.pk).exists():
            VoucherApplication.objects.create(
                voucher=voucher, order=order, user=user if user.is_authenticated else None
            )

    def update_stock_records(self, line):
        if not StockRecord.objects.reserve(pk=line.stockrecord_id, quantity=line.quantity):
            raise SoldOut(line.product_id)
