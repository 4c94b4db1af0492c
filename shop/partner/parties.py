"""Oscar's fulfilment party of a cooperative."""

from cooperatives.models import Cooperative
from shop.partner.models import Partner


def partner_of(cooperative: Cooperative) -> Partner:
    """Oscar's name for a cooperative, made when its first piece is."""
    partner, _created = Partner.objects.get_or_create(cooperative=cooperative, defaults={"name": cooperative.name})
    return partner
