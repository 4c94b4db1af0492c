"""What staff decided about what others sent: the names of these acts in the one log."""

from django.utils.translation import gettext_lazy as _

from shop.workspace.listings.logbook import ACTIONS as OF_SUBMISSIONS

PICTURE_LOOKED_AT = "shop.picture_looked_at"
IDEA_ANSWERED = "shop.idea_answered"
REVIEW_DECIDED = "shop.review_decided"

# How the log names them: (action, label, sentence).
ACTIONS = [
    *OF_SUBMISSIONS,
    (PICTURE_LOOKED_AT, _("Look at a picture"), _("Said who is to be seen in a leader’s picture")),
    (IDEA_ANSWERED, _("Answer a story idea"), _("Answered a story idea")),
    (REVIEW_DECIDED, _("Decide about a review"), _("Decided about a buyer’s review")),
]
