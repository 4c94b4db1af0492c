"""What the editor's checks look for in a page: Wagtail's own rules, in what authors wrote, and pictures without a description."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.userbar import ContentCheckerItem


class ContentChecks(ContentCheckerItem):
    # The head and the foot of every page are not the author's.
    axe_include = ["main"]
    axe_run_only = [*ContentCheckerItem.axe_run_only, "image-alt", "list", "duplicate-id-aria", "video-caption"]
    axe_messages = {
        **ContentCheckerItem.axe_messages,
        "image-alt": {
            "error_name": _("A picture without a description"),
            "help_text": _("Say where the picture is edited what is to be seen on it."),
        },
        "video-caption": {
            "error_name": _("A film without captions"),
            "help_text": _("Add captions: many people watch without sound or cannot hear."),
        },
    }
