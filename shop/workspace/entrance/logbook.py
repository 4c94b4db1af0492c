"""What staff do about a leader’s way in, by the names under which the log keeps it."""

from django.utils.translation import gettext_lazy as _

CARD_MADE = "workspace.card_made"
CARD_REVOKED = "workspace.card_revoked"
PHONE_REVOKED = "workspace.phone_revoked"
RESET_ASKED = "workspace.reset_asked"
RESET_AGREED = "workspace.reset_agreed"
RESET_GIVEN_UP = "workspace.reset_given_up"

# How the log names them: (action, label, sentence).
ACTIONS = [
    (CARD_MADE, _("Make a leader’s card"), _("Made a new card for a leader")),
    (CARD_REVOKED, _("Revoke a leader’s card"), _("Revoked the card of a leader")),
    (PHONE_REVOKED, _("Revoke a leader’s phone"), _("Made a phone forget the leaders it knew")),
    (RESET_ASKED, _("Ask for new numbers"), _("Asked for new secret numbers for a leader")),
    (RESET_AGREED, _("Agree to new numbers"), _("Agreed to new secret numbers for a leader")),
    (RESET_GIVEN_UP, _("Give up new numbers"), _("Gave up new secret numbers for a leader")),
]
