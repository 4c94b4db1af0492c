"""What staff ask of leaders most often, ready to be said in the leader's language: short, and with what to do."""

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from shop.workspace.daily.models import StoryIdea
from shop.workspace.listings.models import Submission

# By question, see `shop.workspace.listings.steps.QUESTIONS`.
REMARKS = {
    "kind": (_("This is another kind of piece. Choose again."),),
    "title": (
        _("Give it a name that says what it is."),
        _("Leave out names of people and phone numbers."),
    ),
    "words": (
        _("Tell us how you made it, in a few words."),
        _("Leave out names of people and phone numbers."),
    ),
    "photos": (
        _("Take the photo outside, in daylight."),
        _("The photo is blurred. Hold the phone still and take it again."),
        _("Put the piece on a plain cloth, with nothing around it."),
        _("Go closer, so that the piece fills the photo."),
        _("Take one more photo, from the side."),
        _("Somebody is in the photo who has not agreed to it. Take it again without them."),
    ),
    "size": (_("Measure it again: the size does not fit the photo."),),
    "weight_grams": (_("Weigh it again."),),
    "price_rwf": (
        _("Look at the zeros in the price."),
        _("The price is low for so much work. Ask for more."),
        _("The price is high. Look at what others ask."),
    ),
    "quantity": (
        _("Count them again."),
        _("No two are alike. List each one by itself."),
    ),
    "artisans": (_("Say who made it."),),
}

ANSWERS = {
    StoryIdea.State.TAKEN_UP: (
        _("Thank you! We want to tell this story. We will call you."),
        _("Thank you! We are writing it, and read it to you first."),
    ),
    StoryIdea.State.PUT_ASIDE: (
        _("Thank you! We keep it for later."),
        _("Thank you! Please send us a photo, too."),
    ),
}


def language_of(sent: Submission | StoryIdea) -> str:
    """What its leader reads: a live piece may be told in another language."""
    return sent.leader.language if sent.leader else sent.language


def in_language_of(language: str, phrase: object, own_words: str = "") -> str:
    """A phrase as the leader reads it, with what staff add in their own words."""
    with translation.override(language):
        return "\n".join(filter(None, [str(phrase) if phrase else "", own_words.strip()]))
