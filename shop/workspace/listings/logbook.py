"""What staff did about what leaders sent: the names of these acts in the one log."""

from django.utils.translation import gettext_lazy as _

PUBLISHED = "shop.submission_published"
CHANGE_ASKED = "shop.change_asked"

# How the log names them: (action, label, sentence).
ACTIONS = [
    (PUBLISHED, _("Publish what a leader sent"), _("Published what a leader sent")),
    (CHANGE_ASKED, _("Ask a leader for a change"), _("Asked a leader for a change")),
]
