"""The style guide: every component of the storefront in all its states, for those who work on it.

A component is a file of `cms/css/`; what it looks like is shown by `templates/styleguide/<file>.html`, made of `{% state %}` blocks.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from cms import cloth, staticfiles
from cms.goals import Goal
from cms.models import EventPage, PartnershipPage, Theme
from cooperatives.milestones.models import Milestone
from cooperatives.models import Cooperative
from cooperatives.photos.models import Photo
from cooperatives.photos.renditions import Picture, picture_sources
from shop.catalogue.cards import PieceCard
from shop.catalogue.models import Product
from shop.catalogue.shares_shown import BandPart

PARTIALS = settings.BASE_DIR / "templates" / "styleguide"
AROUND, ONE_PAGE = "stands around every page, and so around this one", "is the layout of one page"
# Files that have nothing to show here, each with its reason.
NOT_SHOWN = {
    "layout": "where things stand, no component",
    "utilities": "classes of a single purpose",
    "header": AROUND,
    "nav": AROUND,
    "market": AROUND,
    "languages": AROUND,
    "language-note": AROUND,
    "footer": AROUND,
    "skip": AROUND,
    "demo-notice": AROUND,
    "hero": ONE_PAGE,
    "section": ONE_PAGE,
    "spread": ONE_PAGE,
    "group": ONE_PAGE,
    "story": ONE_PAGE,
    "piece": ONE_PAGE,
    "checkout": ONE_PAGE,
    "order": ONE_PAGE,
    "listing": ONE_PAGE,
    "trouble": ONE_PAGE,
    "letter": ONE_PAGE,
    "impact": ONE_PAGE,
    "passport": ONE_PAGE,
    "print": "paper, not a screen",
}


@dataclass(frozen=True)
class Component:
    """A file of the style sheet with the partial that shows it."""

    name: str
    about: str

    @property
    def template(self) -> str:
        return f"styleguide/{self.name}.html"


@never_cache
def styleguide(request: HttpRequest) -> HttpResponse:
    """For staff alone, as the back office: a visitor is asked to sign in, a buyer finds nothing here."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if not (request.user.is_active and request.user.is_staff):
        raise Http404
    return render(request, "pages/styleguide.html", {"components": components(), **samples()})


def components() -> list[Component]:
    """What is shown, in the order of the style sheet."""
    shown = {path.stem for path in PARTIALS.glob("*.html")}
    return [Component(path.stem, _about(path)) for path in staticfiles.sources() if path.stem in shown]


def _about(sheet: Path) -> str:
    """The first words of a file of the style sheet say what it is for."""
    first = re.match(r"\s*/\*\s*(.*?)\s*\*/", sheet.read_text(encoding="utf-8"), flags=re.S)
    return re.sub(r"\s+", " ", first[1]) if first else ""


class SampleForm(forms.Form):
    name = forms.CharField(label=_("Full name"), help_text=_("As it should stand on the parcel."))
    email = forms.EmailField(label=_("E-mail"))
    note = forms.CharField(label=_("A few words for the makers"), widget=forms.Textarea({"rows": 3}), required=False)
    country = forms.ChoiceField(label=_("Country"), choices=[("BE", "Belgium"), ("RW", "Rwanda")])


def samples() -> dict:
    """What the components are shown with: invented, and the first pictures of the library if it has some."""
    pictures = [picture_sources(photo) for photo in Photo.objects.order_by("pk")[:4]]
    picture = pictures[0] if pictures else None
    empty, wrong = SampleForm(auto_id="empty-%s"), SampleForm({"email": "nobody@example"}, auto_id="wrong-%s")
    pages = Paginator(range(96), 24)
    return {
        **_tokens(),
        "picture": picture,
        "pictures": pictures,
        "card": _card("Basket with a lid", picture),
        "card_long": _card("Wall plateau with sixteen rays in sisal, sweetgrass and banana fibre", picture),
        "card_bare": _card("Bowl, not photographed yet", None),
        "card_sold": _card("Vase with a narrow neck", picture, is_available=False),
        "card_elsewhere": _card("Mug", picture, price=None),
        "form": empty,
        "form_wrong": wrong,
        "first_page": pages.page(1),
        "middle_page": pages.page(2),
        "last_page": pages.page(4),
        "band": [
            BandPart("Umucyo Weavers", Decimal("32.00"), "EUR", 50, "cooperative", 0),
            BandPart("Ibumba Pottery", Decimal("19.20"), "EUR", 30, "cooperative", 1),
            BandPart(str(_("The organisation’s work")), Decimal("12.80"), "EUR", 20, "commission"),
        ],
        "band_of_all": [
            *(BandPart(f"{number + 1}", Decimal(10), "EUR", 10, "cooperative", number) for number in range(6)),
            *(BandPart(kind, Decimal(10), "EUR", 10, kind) for kind in ("commission", "delivery", "fee")),
        ],
        "goals": [Goal.NO_POVERTY, Goal.GENDER_EQUALITY, Goal.WORK, Goal.PEACE],
        "event": _event("Market day at the gate"),
        "event_cancelled": _event("Three mornings at the kiln", is_cancelled=True),
        "partnerships": [
            _partnership("Six workshops for everybody", 2026, 2031),
            _partnership("Lessons where the work is", 2020, 2025),
        ],
        "cloth": _cloth(),
        "sample_piece": Product(diameter_cm=24, height_cm=31),
        "cooperatives": [
            Cooperative(name=district, district=district, hue=hue)
            for hue, district in enumerate(("Gatsibo", "Huye", "Rubavu", "Musanze", "Rusizi", "Kirehe"))
        ],
    }


def _event(title: str, *, is_cancelled: bool = False) -> EventPage:
    begins = datetime(2027, 6, 12, 9, tzinfo=ZoneInfo("Africa/Kigali"))
    return EventPage(
        title=title,
        kind=EventPage.Kind.MARKET_DAY,
        summary="Six groups, one gate, and somebody who makes tea.",
        starts_at=begins,
        ends_at=begins + timedelta(hours=7),
        place="At the gate of the old maize store",
        district="Bugesera",
        is_cancelled=is_cancelled,
    )


def _partnership(title: str, first: int, last: int) -> PartnershipPage:
    made = PartnershipPage(title=title, summary="Doors, tables, handles.", begins_on=date(first, 1, 1))
    made.ends_on = date(last, 12, 31)
    made.shown_themes = [Theme(name="Livelihoods"), Theme(name="Disability rights")]
    return made


def _cloth() -> cloth.Cloth:
    told = [(kind, year) for kind in Milestone.Kind.values[:4] for year in (2019, 2022, 2022, 2024, 2025, 2025, 2025)]
    reached = [Milestone(kind=kind, happened_on=date(year, 6, 1), state="reached") for kind, year in told]
    expected = [Milestone(kind=kind, happened_on=date(2028, 1, 1), state="expected") for kind in ("training", "fair")]
    for one in expected:
        one.ends_on = date(2028, 12, 31)
    return cloth.weave([*reached, *expected], today=date(2026, 6, 1))


def _tokens() -> dict:
    """The names of colours, sizes of type and spaces, as the style sheet has them."""
    sheet = (staticfiles.SOURCES / "tokens.css").read_text(encoding="utf-8").split("@media")[0]
    return {
        "colours": re.findall(r"--([\w-]+): #", sheet),
        "text_sizes": re.findall(r"--text-(\w+):", sheet),
        "spaces": re.findall(r"--space-(\d+):", sheet),
    }


def _card(title: str, picture: Picture | None, *, price: str | None = "48.00", is_available: bool = True) -> PieceCard:
    return PieceCard(
        pk=0,
        title=title,
        url="#card",
        cooperatives="Umucyo Weavers",
        price=Decimal(price) if price else None,
        currency="EUR",
        picture=picture,
        is_available=is_available,
        is_one_of_a_kind=not is_available,
    )
