from oscar.apps.offer.apps import OfferConfig as OscarOfferConfig


class OfferConfig(OscarOfferConfig):
    name = "shop.offer"

    def ready(self):
        # Upstream also looks for views that this shop does not show.
        from oscar.apps.offer import receivers  # noqa: F401
