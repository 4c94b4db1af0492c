from django.urls import path
from django.views.generic import RedirectView
from oscar.apps.dashboard.apps import DashboardConfig as OscarDashboardConfig

# Rooms of Oscar's dashboard that would mislead here, by their address.
LEFT_OUT = {
    "pages/",  # flat pages: Wagtail has the pages
    "reviews/",  # nobody writes reviews in this shop
    "comms/",  # Oscar's mails: ours are templates, sent by `shop.order.mails`
    "shipping/",  # Oscar's weight bands: delivery is priced by DeliveryRate, in the Wagtail admin
    "reports/",  # built on counts that a visit would have to write, and on sums over several currencies
    "login/",  # a login of its own, without allauth's limits
}


class DashboardConfig(OscarDashboardConfig):
    name = "shop.dashboard"

    def get_urls(self):
        login = RedirectView.as_view(pattern_name="account_login", query_string=True)
        kept = [address for address in super().get_urls() if str(address.pattern) not in LEFT_OUT]
        return [*kept, path("login/", login, name="login")]
