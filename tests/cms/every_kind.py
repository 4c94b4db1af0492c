"""One page of every kind there is, each published with the little it needs."""

from datetime import date

from django.utils import timezone
from wagtail.models import Page

from cms.models import (
    ArtisanPage,
    EventIndexPage,
    EventPage,
    FormPage,
    ImpactPage,
    PartnerIndexPage,
    PartnerPage,
    PartnershipPage,
    ProgrammeIndexPage,
    ProgrammePage,
)
from cms.models.base import BasePage
from cooperatives.consents.scopes import Scope
from tests import factories


def kinds() -> list[type[BasePage]]:
    """Every kind of page, found by itself: a new one that nobody makes below fails the tests that ask for it."""
    found, left = [], [BasePage]
    while left:
        for kind in left.pop().__subclasses__():
            left.append(kind)
            if not kind._meta.abstract:
                found.append(kind)
    return sorted(set(found), key=lambda kind: kind.__name__)


def one_of_each(site) -> dict[str, Page]:
    group = factories.cooperative("Ibumba Pottery")
    person = factories.person("Claudine Uwera", allows=[*Scope])
    factories.artisan(group, person=person)
    programmes = site._publish(site.home, ProgrammeIndexPage(title="Programmes"))
    partners = site._publish(site.home, PartnerIndexPage(title="Partners"))
    events = site._publish(site.home, EventIndexPage(title="Events"))
    group_page = site.cooperative(group)
    partner = PartnerPage(title="A partner", relation=PartnerPage.Relation.values[0], summary="Who they are.")
    now = timezone.now()
    pages = [
        site.home,
        site.stories,
        site.groups,
        site.story("The kiln"),
        group_page,
        site._publish(group_page, ArtisanPage(title=person.full_name, person=person)),
        technique := site.technique("Coiling"),
        technique.get_parent().specific,
        site.standard("About us"),
        programmes,
        site._publish(programmes, ProgrammePage(title="Livelihoods", summary="Saving and selling.")),
        site._publish(site.home, ImpactPage(title="Impact")),
        partners,
        partner := site._publish(partners, partner),
        site._publish(partner, PartnershipPage(title="Together", summary="What for.", begins_on=date(2020, 1, 1))),
        events,
        site._publish(
            events,
            EventPage(
                title="Market day",
                kind=EventPage.Kind.values[0],
                summary="Pieces and their makers.",
                starts_at=now,
                ends_at=now,
                place="At the gate",
                district="Huye",
            ),
        ),
        site._publish(site.home, FormPage(title="Ask us", thanks="We answer.")),
    ]
    return {type(page).__name__: page for page in pages}
