"""Row 29: after a withdrawal, and after a consent ended, nothing of the person is left that anybody can reach.

The crawl begins where a machine would: maps of the site, the feed, the home pages, what a search for the name finds. It reads every
page, in every language, and every file of a picture; before, so that we know it would find the person, and after.
"""

import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from modelsearch import index

from cms.languages import in_language, language_of, without_language
from cooperatives.consents import places
from cooperatives.consents.models import Consent, Person, Scope
from cooperatives.consents.withdrawal import withdraw
from cooperatives.photos.models import Photo
from cooperatives.photos.renditions import make_renditions
from shop.catalogue.models import Product
from shop.passports.issuing import issue
from tests import factories
from tests.clock import later
from tests.consents.crawl import crawl

NAME = "Kanariya Ntakirutimana"
WORDS = [b"kanariya", b"ntakirutimana"]
PICTURE = "A canary at the loom"


@dataclass
class Shown:
    """Somebody who allowed everything, and is shown wherever somebody can be."""

    person: Person
    consent: Consent
    starts: list[str] = field(default_factory=list)
    photos: list[Photo] = field(default_factory=list)

    def files(self) -> list[str]:
        """The addresses of all public files of her pictures, as they are now."""
        return [
            url
            for photo in Photo.objects.filter(pk__in=[photo.pk for photo in self.photos])
            for url in [photo.file.url, *(rendition.url for rendition in photo.renditions.all())]
        ]


@pytest.fixture
def shown(site) -> Shown:
    person = factories.person(NAME)
    consent = factories.consent(person, *Scope, valid_until=timezone.localdate())
    photo = factories.photo("#203a5f", size=(700, 500), title=PICTURE, people=[person])
    of_group = factories.photo(
        "#5f203a", size=(700, 400), title=PICTURE, people=[person, factories.person(allows=[Scope.FACE])]
    )
    group = factories.cooperative("Canary Weavers", photo=of_group)
    artisan = factories.artisan(group, person=person, craft="weaves")
    piece = factories.piece("Canary basket", by=group)
    piece.artisans.add(artisan)
    factories.picture_of(piece)
    piece.images.create(original=photo, caption="At work", display_order=2)
    group_page = site.cooperative(group)
    site.artisan(person, below=group_page, portrait=photo, own_words="I begin before the sun.")
    site.story(
        f"What {NAME} does before dawn",
        lead_picture=photo,
        intro=f"{NAME} begins in the dark.",
        body=[
            {"type": "quote", "value": {"text": "It is not repeated.", "name": "", "person": person.pk}},
            {"type": "picture", "value": {"picture": of_group.pk, "caption": "", "is_wide": False}},
        ],
    )
    site.standard("About us", body=[{"type": "text", "value": f"<p>Ask {NAME}.</p>"}])
    site.speak()
    passport = issue(product=piece, number=1, made_in=date(2026, 10, 1), by=None, person=person)[0]
    for picture in (photo, of_group):
        make_renditions(picture)
    index.insert_or_update_object(Product.objects.get(pk=piece.pk))
    codes = [code for code, _name in settings.LANGUAGES]
    addresses = ["/", "/pieces/", passport.get_absolute_url(), "/feed/stories.xml"]
    searches = [f"/search/{more}?q={word}" for more in ("", "suggest/") for word in ("Kanariya", "Kan", "canary")]
    starts = ["/sitemap.xml", "/sitemap-pages.xml", "/sitemap-pieces-1.xml", "/robots.txt"]
    starts += [in_language(address, code) for address in [*addresses, *searches] for code in codes]
    return Shown(person, consent, starts, [photo, of_group])


def traces(found: dict[str, bytes], files: list[str], *, told: Iterable[str] = ()) -> list[str]:
    """Where something of her is to be found: her name in an address or an answer, or a file of her pictures.

    What we typed ourselves comes back in an answer: the word that was searched for, an address that was `told` us before.
    """
    named = [
        address
        for address, body in found.items()
        if any(word in _said(address, body, told) + (b"" if address in told else _typed(address)) for word in WORDS)
    ]
    pictured = [
        f"{url} in {address}"
        for address, body in found.items()
        for url in files
        if url.encode() in body and url != address  # which a page that says "not found" repeats
    ]
    return named + pictured


def _said(address: str, body: bytes, told: Iterable[str]) -> bytes:
    text = body.lower()
    if "?q=Kanariya" in address:
        text = text.replace(b"kanariya", b"")
    return text.replace(without_language(address).encode().lower(), b"") if address in told else text


def _typed(address: str) -> bytes:
    return address.partition("?")[0].lower().encode()


def end(shown: Shown, cause: str, on_commit) -> None:
    with on_commit(execute=True):
        if cause == "withdrawn":
            withdraw(shown.consent, by=None, reason="She asked.")
        else:
            call_command("check_consents", stdout=io.StringIO())


def after(cause: str):
    """The consent of the fixture ends today: it is over tomorrow."""
    return later(days=1 if cause == "expired" else 0)


@pytest.mark.proof(29)
@pytest.mark.parametrize("cause", ["withdrawn", "expired"])
def test_a_crawl_finds_neither_name_nor_picture(shown, cause, django_capture_on_commit_callbacks, reached):
    files = shown.files()
    found_before = crawl(shown.starts)
    before = traces(found_before, files)
    bytes_before = {body for address, body in found_before.items() if address in files}
    told = {*files, *(address for address in before if " in " not in address)}

    with after(cause):
        end(shown, cause, django_capture_on_commit_callbacks)
        found = crawl([*shown.starts, *told])

    assert len(before) > 40
    assert len(bytes_before) > 8
    assert traces(found, files, told=told) == []
    assert [address for address, body in found.items() if body in bytes_before] == []
    reached(f"{len(found)} addresses: {len(before)} traces before, none after")


@pytest.mark.proof(29)
@pytest.mark.parametrize("place", ["pages", "pictures"])
def test_without_a_place_in_the_list_the_crawl_finds_her(
    shown, place, monkeypatch, django_capture_on_commit_callbacks
):
    files = shown.files()
    monkeypatch.delitem(places.PLACES, place)

    end(shown, "withdrawn", django_capture_on_commit_callbacks)

    found = crawl([*(start for start in shown.starts if language_of(start) == "en"), *files])
    assert traces(found, files) or set(found) & {url for url in files if b"not found" not in found[url].lower()}


@pytest.mark.proof(29)
def test_she_is_back_when_she_allows_it_again(shown, django_capture_on_commit_callbacks):
    end(shown, "withdrawn", django_capture_on_commit_callbacks)

    factories.consent(shown.person, Scope.FULL_NAME, Scope.FACE)

    piece = Product.objects.get(title="Canary basket")
    assert NAME.encode() in crawl_one(piece.get_absolute_url())
    assert all(photo.may_be_shown() for photo in Photo.objects.filter(people=shown.person))


def crawl_one(address: str) -> bytes:
    return Client().get(address).content
