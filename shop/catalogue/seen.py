"""The pieces a visitor looked at last. Which they were is known to the visitor's device alone, which asks for their cards by number.

The answer is a part of a page, the same for everybody who asks for the same pieces in a market.
"""

from shop.catalogue.views import MarketPage, cards_in_order

SHOWN = 4
# Of an address, however long: numbers of pieces fit into nine digits.
READ, DIGITS = 24, 9


class SeenView(MarketPage):
    template_name = "shop/seen.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            **kwargs, cards=cards_in_order(_numbers(self.request.GET.get("pieces", "")), self.market.currency)
        )


def _numbers(asked: str) -> list[int]:
    """Each once and in their order, and only what can be the number of a piece."""
    parts = asked.split(",", READ)[:READ]
    numbers = [int(part) for part in parts if part.isascii() and part.isdigit() and len(part) <= DIGITS]
    return list(dict.fromkeys(numbers))[:SHOWN]
