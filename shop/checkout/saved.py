"""The addresses of a signed-in buyer's account at the checkout: one is filled in, another can be chosen, a new one kept."""

from oscar.apps.address.models import UserAddress

from shop.checkout.addresses import as_typed
from shop.checkout.forms import is_pick_up
from shop.customer.addresses import addresses_of
from shop.market import Market
from shop.users.models import User

# The answer "none of these".
ANOTHER = "another"


class SavedAddresses:
    """Those of one buyer; a visitor without an account has none. Read once."""

    def __init__(self, user: User):
        found = addresses_of(user).select_related("country") if user.is_authenticated else []
        self.addresses: list[UserAddress] = list(found)

    def first_for(self, market: Market, *, is_chosen: bool) -> dict[str, str]:
        """What to fill in at the beginning: the first address; where a country was chosen, the first one there."""
        there = [address for address in self.addresses if not is_chosen or address.country_id == market.country]
        return self._filled(there[0]) if there else {"saved": ANOTHER, "saved_before": ANOTHER}

    def newly_chosen(self, typed) -> dict[str, str] | None:
        """What to fill in when another address was chosen than the one the fields show; None if they show it already."""
        if not self.addresses:
            return None
        chosen = typed.get("saved", "")
        address = next((address for address in self.addresses if str(address.pk) == chosen), None)
        # After a pick-up there are no fields to have been typed into.
        has_no_fields = address and "line1" not in typed and not is_pick_up(typed)
        if chosen == typed.get("saved_before", "") and not has_no_fields:
            return None
        if address:
            return self._filled(address)
        nothing = dict.fromkeys(as_typed(UserAddress()), "") | {"country": typed.get("country", "")}
        return nothing | {"saved": ANOTHER, "saved_before": ANOTHER}

    @staticmethod
    def _filled(address: UserAddress) -> dict[str, str]:
        return as_typed(address) | {"saved": str(address.pk), "saved_before": str(address.pk)}
