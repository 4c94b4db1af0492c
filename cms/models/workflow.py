"""The way of a page to its readers: an author submits it, whoever keeps consents looks at who is shown, an editor publishes."""

from django.utils.translation import gettext_lazy as _
from wagtail.models import AbstractGroupApprovalTask, TaskState


class ConsentCheck(AbstractGroupApprovalTask):
    """A look at who is shown and what they allowed. A page that shows nobody needs none, and goes on at once."""

    class Meta:
        verbose_name = _("look at consents")
        verbose_name_plural = _("looks at consents")

    @classmethod
    def get_description(cls):
        return _("Members of the chosen groups look at who is shown. A page that shows nobody goes on at once.")

    def start(self, workflow_state, user=None):
        task_state = super().start(workflow_state, user=user)
        if not task_state.revision.as_object().needs():
            task_state.status = TaskState.STATUS_SKIPPED
            task_state.save(update_fields=["status"])
        return task_state
