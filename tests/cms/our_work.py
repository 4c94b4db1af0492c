"""Programmes, partners, events and the impact page of a small site to test with."""

import itertools
from datetime import date, timedelta

from django.utils import timezone
from modelsearch import index
from wagtail.models import Page

from cms.models import (
    EventIndexPage,
    EventPage,
    ImpactPage,
    PartnerIndexPage,
    PartnerPage,
    PartnershipPage,
    ProgrammeIndexPage,
    ProgrammePage,
)
from tests import factories

_numbers = itertools.count(1)
HOSTILE = "<script>alert(1)</script>\"'; ,\\\r\nBEGIN:VEVENT"


class Work:
    """Each method adds a published page; what it is linked to is given by name."""

    def __init__(self, site):
        self.home = site.home
        self.programmes = self.publish(
            site.home, ProgrammeIndexPage(title="Programmes", slug="programmes", show_in_menus=True)
        )
        self.partners = self.publish(
            site.home, PartnerIndexPage(title="Partners", slug="partners", show_in_menus=True)
        )
        self.events = self.publish(site.home, EventIndexPage(title="Events", slug="events", show_in_menus=True))
        self.impact = self.publish(site.home, ImpactPage(title="Impact", slug="impact", show_in_menus=True))

    def programme(self, title: str = "", **fields) -> ProgrammePage:
        fields = {"summary": "What it is about.", "lead_picture": factories.photo()} | fields
        return self._add(self.programmes, ProgrammePage, title or f"Programme {next(_numbers)}", fields)

    def partner(self, title: str = "", **fields) -> PartnerPage:
        fields = {"summary": "Who they are.", "lead_picture": factories.photo()} | fields
        return self._add(self.partners, PartnerPage, title or f"Partner {next(_numbers)}", fields)

    def partnership(self, title: str = "", *, below=None, **fields) -> PartnershipPage:
        fields = {"summary": "What was agreed.", "begins_on": date(2020, 1, 1)} | fields
        return self._add(below or self.partners, PartnershipPage, title or f"Agreed {next(_numbers)}", fields)

    def event(self, title: str = "", *, days: float = 7, **fields) -> EventPage:
        """One that begins in so many days, and lasts three hours."""
        begins = timezone.now().replace(microsecond=0) + timedelta(days=days)
        fields = {
            "kind": EventPage.Kind.MARKET_DAY,
            "summary": "Come and see.",
            "starts_at": begins,
            "ends_at": begins + timedelta(hours=3),
            "place": "At the gate",
            "district": "Huye",
            "lead_picture": factories.photo(),
        } | fields
        return self._add(self.events, EventPage, title or f"Event {next(_numbers)}", fields)

    def publish(self, parent, page):
        Page.objects.get(pk=parent.pk).add_child(instance=page)
        page.save_revision().publish()
        page.refresh_from_db()
        index.insert_or_update_object(page)
        return page

    def _add(self, parent, model, title: str, fields: dict):
        several = {field.name for field in model._meta.many_to_many}
        page = model(title=title, **{name: value for name, value in fields.items() if name not in several})
        Page.objects.get(pk=parent.pk).add_child(instance=page)
        for name in several & fields.keys():
            getattr(page, name).set(fields[name])
        page.save()
        page.save_revision().publish()
        page.refresh_from_db()
        index.insert_or_update_object(page)
        return page
