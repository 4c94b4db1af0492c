from oscar.apps.dashboard.partners.apps import PartnersDashboardConfig as OscarPartnersDashboardConfig
from oscar.core.loading import get_class

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

    def configure_permissions(self):
        super().configure_permissions()
        permission = get_class("dashboard.permissions", "DashboardPermission")
        self.permissions_map["partner-manage"] = permission.get("partner", "view_partner", "change_partner")

    def get_urls(self):
        return [address for address in super().get_urls() if address.name not in LEFT_OUT]
