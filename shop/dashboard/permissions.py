"""Who may use Oscar's dashboard: staff, each within their permissions. Leaders have the workspace instead."""

from oscar.apps.dashboard import permissions


class DashboardPermission(permissions.DashboardPermission):
    # Oscar lets a partner's users in, and shows them other partners' lines and the buyer's address. Superusers may
    # all anyhow, so this adds nobody.
    partner_dashboard_access = ["is_superuser"]

    @classmethod
    def get(cls, app_label, *codenames):
        return ["is_staff", *super().get(app_label, *codenames)]
