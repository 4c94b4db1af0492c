"""Money in the pages of the office: minor units as people write them."""

from django import template

from cooperatives.ledger.money import as_written

register = template.Library()


@register.filter
def written(amount_minor: int, currency: str) -> str:
    """With a minus as wide as the plus, which a hyphen is not."""
    return as_written(amount_minor, currency).replace("-", "\N{MINUS SIGN}")
