"""Wagtail’s pages in the words of schema.org: a story is an article, a technique a how-to; a group, a person, an event are that."""

from django.utils import timezone
from wagtail.models import Page

from cms.models import ArtisanPage, CooperativePage, EventPage, StoryPage, TechniquePage
from cms.structured_data import absolute, organization


def title_of(page: Page) -> str:
    """What a page is called; the page of a person by the name that person allows today."""
    return page.name or page.title if isinstance(page, ArtisanPage) else page.title


def nodes_of(page: Page, *, path: str, picture: str) -> list[dict]:
    """What a page is about, beside its place among the others; nothing of most. `picture` is the one for sharing."""
    match page:
        case StoryPage():
            return [_article(page, path, picture), organization()]
        case TechniquePage():
            return [_how_to(page, path, picture)] if page.steps else []
        case CooperativePage():
            return [_group(page, path, picture)]
        case ArtisanPage():
            return [_profile(page, path)]
        case EventPage():
            return [_event(page, path, picture), organization()]
        case _:
            return []


def _article(story: StoryPage, path: str, picture: str) -> dict:
    """Its author is the organisation: the people in it are named only as they wish to be, on the page itself."""
    changed = story.last_published_at
    return {
        "@type": "Article",
        "headline": story.title[:110],
        "description": story.in_one_sentence,
        "image": picture,
        "datePublished": story.told_on.isoformat(),
        **({"dateModified": changed.isoformat()} if changed else {}),
        "timeRequired": f"PT{story.reading_minutes}M",
        "inLanguage": story.spoken,
        "mainEntityOfPage": absolute(path),
        "author": {"@id": organization()["@id"]},
        "publisher": {"@id": organization()["@id"]},
    }


def _how_to(technique: TechniquePage, path: str, picture: str) -> dict:
    steps = [step.value for step in technique.steps]
    return {
        "@type": "HowTo",
        "name": technique.title,
        "description": technique.in_one_sentence,
        "image": picture,
        "inLanguage": technique.spoken,
        "mainEntityOfPage": absolute(path),
        **({"tool": [name for name, _purpose in technique.tools_needed]} if technique.tools else {}),
        "step": [
            {"@type": "HowToStep", "position": number, "name": step["name"], "text": step["text"] or step["name"]}
            for number, step in enumerate(steps, start=1)
        ],
    }


def _group(page: CooperativePage, path: str, picture: str) -> dict:
    """As near as its district, and no nearer."""
    group = page.cooperative
    return {
        "@type": "Organization",
        "@id": absolute(f"{path}#cooperative"),
        "name": group.name,
        "description": page.in_one_sentence,
        "url": absolute(path),
        "image": picture,
        **({"foundingDate": str(group.founded_year)} if group.founded_year else {}),
        "address": {"@type": "PostalAddress", "addressRegion": group.district, "addressCountry": "RW"},
    }


def _profile(page: ArtisanPage, path: str) -> dict:
    """Only what the page shows, and it is shown under consent alone. No picture: machines keep faces."""
    person = {"@type": "Person", "name": title_of(page)}
    return {
        "@type": "ProfilePage",
        "url": absolute(path),
        "mainEntity": person | ({"description": page.craft} if page.craft else {}),
    }


def _event(day: EventPage, path: str, picture: str) -> dict:
    """A day to be there, in a place whose district we name."""
    state = "EventCancelled" if day.is_cancelled else "EventScheduled"
    return {
        "@type": "Event",
        "name": day.title,
        "description": day.in_one_sentence,
        "startDate": timezone.localtime(day.starts_at).isoformat(),
        "endDate": timezone.localtime(day.ends_at).isoformat(),
        "eventStatus": f"https://schema.org/{state}",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "location": {
            "@type": "Place",
            "name": day.place,
            "address": {"@type": "PostalAddress", "addressLocality": day.district, "addressCountry": "RW"},
        },
        "image": picture,
        "url": absolute(path),
        "organizer": {"@id": organization()["@id"]},
    }
