"""Who may use Oscar's dashboard: staff, each within their permissions. Leaders have the workspace instead."""

from oscar.apps.dashboard import permissions

# What the rooms that are left ask for, by app: what a role in the Wagtail admin can be given.
GIVEN = {
    "catalogue": ("product", "category"),
    "offer": ("conditionaloffer", "range"),
    "voucher": ("voucher", "voucherset"),
    "order": ("order",),
    "partner": ("partner",),
}
ONLY = {"order": ("view", "change"), "partner": ("view", "change")}
EVERY = ("view", "add", "change", "delete")


def codenames(app: str) -> list[str]:
    """Orders are not written or deleted by hand, partners come with their cooperative."""
    return [f"{act}_{model}" for model in GIVEN[app] for act in ONLY.get(app, EVERY)]


class DashboardPermission(permissions.DashboardPermission):
    # Oscar lets a partner's users in, and shows them other partners' lines and the buyer's address. Superusers may
    # all anyhow, so this adds nobody.
    partner_dashboard_access = ["is_superuser"]

    @classmethod
    def get(cls, app_label, *codenames):
        return ["is_staff", *super().get(app_label, *codenames)]
