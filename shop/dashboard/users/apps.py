from oscar.apps.dashboard.users.apps import UsersDashboardConfig as OscarUsersDashboardConfig

# Nobody can ask to be told when a piece is back: pieces are few, and mostly one of a kind.
LEFT_OUT = {"user-alert-list", "user-alert-delete", "user-alert-update"}


class UsersDashboardConfig(OscarUsersDashboardConfig):
    name = "shop.dashboard.users"

    def get_urls(self):
        return [address for address in super().get_urls() if address.name not in LEFT_OUT]
