"""On the first page of the back office: how many figures need a look, and how many expectations are overdue."""

from django.urls import reverse
from django.utils.translation import ngettext
from wagtail.admin.site_summary import SummaryItem
from wagtail.permissions import policy_registry

from cms.claims.models import Claim
from cooperatives.milestones.models import Milestone


class ToLookAt(SummaryItem):
    """Shown to those who may change such a thing, and only where there is one."""

    template_name = "wagtailadmin/claims/to_look_at.html"
    order = 400

    def __init__(self, request):
        super().__init__(request)
        may = policy_registry.get_by_type(self.model).user_has_permission(request.user, "change")
        self.number = self.count() if may else 0

    def is_shown(self):
        return self.number > 0

    def get_context_data(self, parent_context):
        return {"icon": self.icon, "address": self.address(), "words": self.words() % {"number": self.number}}


class FiguresToLookAt(ToLookAt):
    model, icon = Claim, "clipboard-list"

    def count(self) -> int:
        return Claim.objects.needing_a_look().count()

    def address(self) -> str:
        return reverse("wagtailsnippets_claims_claim:list", query={"attention": "any"})

    def words(self) -> str:
        return ngettext("%(number)d figure needs a look", "%(number)d figures need a look", self.number)


class MilestonesOverdue(ToLookAt):
    model, icon = Milestone, "history"

    def count(self) -> int:
        return Milestone.objects.overdue().count()

    def address(self) -> str:
        return reverse("milestone:index", query={"attention": "overdue"})

    def words(self) -> str:
        return ngettext("%(number)d milestone is overdue", "%(number)d milestones are overdue", self.number)
