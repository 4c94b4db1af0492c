"""No page goes live, or stays so when it is saved, that shows somebody who does not allow it.

Whatever makes a page live saves it: publishing a draft or an old revision, a schedule, a workflow, many pages at once, a
copy, an alias, a translation, an import. So the gate is in `BasePage.save`. `BasePage.publish` and the editor ask before, to
leave everything as it is and to say what is missing.
"""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail.models import Page

from cms.consent.walk import named_in_words, unseen_pictures
from cooperatives.consents.models import Person
from cooperatives.consents.needs import Need, missing
from cooperatives.consents.scopes import Scope

# What Wagtail notes of a page without showing it to anybody.
BOOKKEEPING = {
    "latest_revision", "latest_revision_created_at", "draft_title", "has_unpublished_changes", "locked", "locked_at",
    "locked_by", "expired", "expire_at", "go_live_at", "live_revision", "last_published_at", "first_published_at",
    "search_picture", "url_path", "path", "depth", "numchild", "latest_revision_id", "alias_of",
}  # fmt: skip


@dataclass(frozen=True)
class Refusal:
    """Something on a page that may not be shown; `text` says it to an editor."""

    text: str
    person_id: int | None = None


class ConsentMissing(ValidationError):
    """A page cannot be live, because of these refusals."""

    def __init__(self, page: Page, refusals: list[Refusal]):
        self.page, self.refusals = page, refusals
        super().__init__([refusal.text for refusal in refusals])

    def __str__(self):
        return " ".join(refusal.text for refusal in self.refusals)


def refusals(page: Page, *, on: date | None = None) -> list[Refusal]:
    """Why this page, as it is in memory, may not be live; empty where it may."""
    lacking = missing([*page.needs(), *_names(page)], on=on)
    people = Person.objects.in_bulk({need.person_id for need in lacking})
    found = [Refusal(_say(need, people.get(need.person_id), on), need.person_id) for need in lacking]
    for photo, where in unseen_pictures(page):
        text = _("Nobody has said yet who is to be seen in the picture “%(title)s” (%(where)s).")
        found.append(Refusal(text % {"title": photo.title, "where": where}))
    return list(dict.fromkeys(found))


def check(page: Page, *, on: date | None = None) -> None:
    """Raise ConsentMissing unless the page may be live."""
    if found := refusals(page, on=on):
        raise ConsentMissing(page, found)


def must_be_asked(page: Page, update_fields) -> bool:
    """Whether saving these fields (None: all) shows something new to visitors."""
    return page.live and (update_fields is None or not set(update_fields) <= BOOKKEEPING)


def day_of(page: Page) -> date | None:
    """The day on which the page will go live, if that is to come; None for today."""
    is_later = page.go_live_at and page.go_live_at > timezone.now()
    return timezone.localtime(page.go_live_at).date() if is_later else None


def _names(page: Page) -> list[Need]:
    return named_in_words(page, Person.objects.only("full_name"))


def _say(need: Need, person: Person | None, on: date | None) -> str:
    words = {
        "person": person or _("Somebody"),
        "scope": Scope(need.scope).label,
        "where": need.where,
        "day": date_format(on, "DATE_FORMAT") if on else "",
        "language": need.language,
    }
    if person is not None and need.language and person_allows_elsewhere(need):
        return _("%(person)s does not allow “%(scope)s” in this language (%(language)s): %(where)s.") % words
    if on:
        return _("%(person)s does not allow “%(scope)s” on %(day)s: %(where)s.") % words
    return _("%(person)s does not allow “%(scope)s” now: %(where)s.") % words


def person_allows_elsewhere(need: Need) -> bool:
    """Allowed, but in other languages only."""
    return not missing([Need(need.person_id, need.scope, need.where)])
