from oscar.apps.dashboard.catalogue.apps import CatalogueDashboardConfig as OscarCatalogueDashboardConfig

LEFT_OUT = (
    # A piece has one stock and no variants.
    "catalogue-product-create-child",
    # Alerts are written by signals that our stock, changed by conditional UPDATEs, does not send.
    "stock-alert-",
    # There is one type of product, the piece, and what describes it are fields of ours.
    "catalogue-class-",
    "catalogue-attribute-option-group-",
    "catalogue-option-",
)


class CatalogueDashboardConfig(OscarCatalogueDashboardConfig):
    name = "shop.dashboard.catalogue"

    def get_urls(self):
        return [address for address in super().get_urls() if not address.name.startswith(LEFT_OUT)]
