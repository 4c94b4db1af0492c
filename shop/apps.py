"""Oscar's root app and its analytics, without what this shop does its own way."""

from oscar.apps.analytics.apps import AnalyticsConfig as OscarAnalyticsConfig
from oscar.config import Shop as OscarShop


class Shop(OscarShop):
    """Without its URLs: `cms.urls` composes the site, and search is modelsearch's, not haystack's."""

    def ready(self):
        pass

    def get_urls(self):
        return []


class Analytics(OscarAnalyticsConfig):
    """Without its receivers: they write on GET, and lock one counter per piece, in basket order, inside the order's
    transaction: two orders of the same pieces would wait for each other."""

    name = "oscar.apps.analytics"

    def ready(self):
        pass
