from oscar.apps.dashboard.partners.apps import PartnersDashboardConfig as OscarPartnersDashboardConfig

LEFT_OUT = {
    # A partner is made with the first piece of its cooperative, and its stock would go with it.
    "partner-create",
    "partner-delete",
    # Oscar's partner users see other partners' lines and the buyer's address.
    "partner-user-create",
    "partner-user-select",
    "partner-user-link",
    "partner-user-unlink",
    "partner-user-update",
}


class PartnersDashboardConfig(OscarPartnersDashboardConfig):
    name = "shop.dashboard.partners"

    def get_urls(self):
        return [address for address in super().get_urls() if address.name not in LEFT_OUT]
