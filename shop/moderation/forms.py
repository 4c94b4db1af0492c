"""What staff fill in when they look at something that was sent."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django import forms
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cooperatives.consents.models import Person
from cooperatives.photos.models import Photo, ShowsPeople
from shop.dashboard.catalogue.plain_text import PlainTextField
from shop.dashboard.catalogue.stock_form import PriceField
from shop.moderation.phrases import ANSWERS, REMARKS, in_language_of, language_of
from shop.moderation.pictures import Candidate
from shop.partner.guide import HOME
from shop.workspace.daily.models import StoryIdea
from shop.workspace.listings.models import Submission
from shop.workspace.listings.pieces import Added
from shop.workspace.photos.models import LeaderPhoto

OWN_WORDS = 1000
HEAVIEST = 100_000
OTHERS = [currency for currency in settings.SHOP_CURRENCIES if currency != HOME]


class PictureForm(forms.Form):
    """Who is to be seen in one picture. Begins with what the leader says."""

    shows = forms.ChoiceField(
        label=gettext_lazy("Who is to be seen?"),
        choices=[choice for choice in ShowsPeople.choices if choice[0] != ShowsPeople.NOT_LOOKED_AT],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Say who is to be seen in this picture.")},
    )
    people = forms.MultipleChoiceField(
        label=gettext_lazy("These people"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, photo: Photo, sent: LeaderPhoto | None, candidates: Sequence[Candidate], **kwargs):
        super().__init__(*args, **kwargs)
        self.photo, self.sent = photo, sent
        self.persons = {str(candidate.person.pk): candidate.person for candidate in candidates}
        self.allowed = {str(candidate.person.pk) for candidate in candidates if candidate.until}
        self.fields["people"].choices = [(str(one.person.pk), _consent_of(one)) for one in candidates]
        self.initial |= self._begin()

    def _begin(self) -> dict:
        if self.photo.is_looked_at:
            return {"shows": self.photo.shows_people, "people": [str(one.pk) for one in self.photo.people.all()]}
        if self.sent and self.sent.says != LeaderPhoto.Says.UNSAID:
            # What "nobody" and "these people" are called is the same in both lists.
            return {"shows": self.sent.says, "people": [str(one.pk) for one in self.sent.says_people.all()]}
        return {}

    @property
    def chosen(self) -> list[Person]:
        if self.cleaned_data["shows"] != ShowsPeople.NAMED:
            return []
        return [self.persons[key] for key in self.cleaned_data["people"]]

    @property
    def is_news(self) -> bool:
        """Whether anything is said that was not said by staff before."""
        photo = self.photo
        now = {one.pk for one in photo.people.all()}
        return photo.shows_people != self.cleaned_data["shows"] or now != {person.pk for person in self.chosen}

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("shows") == ShowsPeople.NAMED and not cleaned.get("people") and not self.errors:
            self.add_error("people", _("Say who: everybody who can be recognised."))
        return cleaned


class ReviewForm(forms.Form):
    """What staff add to a submission to publish it, and what they ask to be changed, question by question."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    title = forms.CharField(label=gettext_lazy("Name in English"), max_length=120, required=False)
    summary = forms.CharField(label=gettext_lazy("One sentence in English"), max_length=255, required=False)
    description = PlainTextField(label=gettext_lazy("About it, in English"), required=False, rows=5)
    weight_grams = forms.IntegerField(
        label=gettext_lazy("Weight, packed (g)"), validators=[MinValueValidator(1), MaxValueValidator(HEAVIEST)]
    )

    def __init__(self, *args, submission: Submission, prices: Mapping[str, Decimal | None], **kwargs):
        super().__init__(*args, **kwargs)
        self.submission = submission
        self.language = language_of(submission)
        self.initial |= {"version": submission.version, "weight_grams": submission.weight_grams} | self._english()
        for currency in OTHERS:
            field = self.fields[f"price_{currency}"] = PriceField(currency)
            field.initial = prices.get(currency)
        for about, phrases in REMARKS.items():
            choices = [("", "–"), *((str(number), phrase) for number, phrase in enumerate(phrases))]
            self.fields[f"phrase_{about}"] = forms.ChoiceField(
                label=gettext_lazy("What should change"), choices=choices, required=False
            )
            self.fields[f"own_{about}"] = forms.CharField(
                label=gettext_lazy("In your own words"),
                required=False,
                max_length=OWN_WORDS,
                widget=forms.Textarea(attrs={"rows": 2, "lang": self.language}),
            )

    def _english(self) -> dict[str, str]:
        site, submission = settings.LANGUAGE_CODE, self.submission
        said = {}
        if submission.product:
            said |= {
                name: getattr(submission.product, f"{name}_{site}") or ""
                for name in ("title", "summary", "description")
            }
        if submission.language == site:
            said |= {"title": submission.title, "description": submission.words}
        return said

    @property
    def price_fields(self) -> list[forms.BoundField]:
        return [self[f"price_{currency}"] for currency in OTHERS]

    @property
    def prices(self) -> dict[str, Decimal | None]:
        return {currency: self.cleaned_data.get(f"price_{currency}") for currency in OTHERS}

    @property
    def added(self) -> Added:
        return Added(**{name: self.cleaned_data[name] for name in ("title", "summary", "description", "weight_grams")})

    def remark_fields(self, about: str) -> list[forms.BoundField]:
        return [self[f"phrase_{about}"], self[f"own_{about}"]]

    @cached_property
    def remarks(self) -> dict[str, str]:
        """What is asked, in the leader's language."""
        said = {}
        for about, phrases in REMARKS.items():
            number = self.cleaned_data.get(f"phrase_{about}")
            phrase = phrases[int(number)] if number else None
            text = in_language_of(self.language, phrase, self.cleaned_data.get(f"own_{about}", ""))
            if text:
                said[about] = text
        return said


class AnswerForm(forms.Form):
    """What becomes of a story idea."""

    state = forms.ChoiceField(
        label=gettext_lazy("What becomes of it"),
        choices=[choice for choice in StoryIdea.State.choices if choice[0] != StoryIdea.State.SENT],
        widget=forms.RadioSelect,
    )
    phrase = forms.ChoiceField(label=gettext_lazy("What to say"), required=False)
    own = forms.CharField(
        label=gettext_lazy("In your own words"), required=False, max_length=OWN_WORDS, widget=forms.Textarea
    )

    def __init__(self, *args, idea: StoryIdea, **kwargs):
        super().__init__(*args, **kwargs)
        self.language = language_of(idea)
        self.said = [phrase for phrases in ANSWERS.values() for phrase in phrases]
        self.fields["phrase"].choices = [("", "–"), *((str(at), words) for at, words in enumerate(self.said))]
        self.fields["own"].widget.attrs |= {"rows": 3, "lang": self.language}

    @property
    def answer(self) -> str:
        number = self.cleaned_data["phrase"]
        phrase = self.said[int(number)] if number else None
        return in_language_of(self.language, phrase, self.cleaned_data["own"])

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not cleaned["phrase"] and not cleaned["own"].strip():
            self.add_error("phrase", _("Say something to the leader who had the idea."))
        return cleaned


def _consent_of(candidate: Candidate) -> str:
    if candidate.until is None:
        return _("%(name)s – does not allow us to show their face") % {"name": candidate.person}
    day = date_format(candidate.until, "DATE_FORMAT")
    return _("%(name)s – allows us to show their face until %(day)s") % {"name": candidate.person, "day": day}
