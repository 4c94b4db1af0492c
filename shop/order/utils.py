"""Oscar's order writer with three differences: numbers nobody can guess, stock that cannot be sold twice, frozen shares."""

import secrets

from oscar.apps.order import utils

from cooperatives.ledger.shares import PartRule, share_out
from shop.catalogue.models import Contribution
from shop.order.models import LineShare
from shop.partner.models import StockRecord
from shop.payment.currency import to_minor

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

    def __init__(self, contributions: dict[int, list[Contribution]]):
        self.contributions = contributions

    def create_line_models(self, order, basket_line, extra_line_fields=None):
        if not basket_line.product.is_public:
            raise SoldOut(basket_line.product_id)
        paid = basket_line.to_pay
        # Oscar's own figures, too: unrounded they would not add up to the total on a mail or in the dashboard.
        fields = {
            "price_minor": to_minor(paid, order.currency),
            "line_price_incl_tax": paid,
            "line_price_excl_tax": paid,
        }
        return super().create_line_models(order, basket_line, fields | (extra_line_fields or {}))

    def create_additional_line_models(self, order, order_line, basket_line):
        """Freeze what each cooperative gets of the line, by the rule that holds now."""
        rules = [
            PartRule(part.cooperative_id, part.weight, part.cooperative.commission_bp)
            for part in self.contributions.get(order_line.product_id, ())
        ]
        if not rules:
            # Nobody would be owed for it. Staff can still be writing the piece up while it lies in a basket.
            raise SoldOut(order_line.product_id)
        LineShare.objects.bulk_create(
            LineShare(
                line=order_line,
                cooperative_id=share.cooperative_id,
                weight=share.weight,
                gross_minor=share.gross_minor,
                commission_bp=share.commission_bp,
                commission_minor=share.commission_minor,
                amount_minor=share.amount_minor,
            )
            for share in share_out(gross_minor=order_line.price_minor, parts=rules)
        )

    def update_stock_records(self, line):
        if not StockRecord.objects.reserve(pk=line.stockrecord_id, quantity=line.quantity):
            raise SoldOut(line.product_id)
