"""The demo's pages, made from its manuscripts: in English first, then in the other languages, side by side with the English.

A page that is there already is left as it is. See `cms.demo.manuscript` for where what lies.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from modelsearch import index
from wagtail.models import Page, Site

from cms import models, trees
from cms.demo import blocks, manuscript
from cms.demo.manuscript import Manuscript
from cms.demo.translations import translate
from cms.models.base import HOME_DEPTH, BasePage

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Folder:
    """Pages of one kind, below the page that lists them, or each below the one it names as `under`."""

    name: str
    kind: type[BasePage]
    lister: type[BasePage] | None = None
    # Further kinds, and the order, by slug.
    kinds: tuple[tuple[str, type[BasePage]], ...] = ()
    order: tuple[str, ...] = ()

    @property
    def path(self) -> Path:
        return HERE / self.name


# The pages that list others, in the order of the menu.
FOLDERS = (
    Folder("stories", models.StoryPage, models.StoryIndexPage),
    Folder("cooperatives", models.CooperativePage, models.CooperativeIndexPage),
    Folder("programmes", models.ProgrammePage, models.ProgrammeIndexPage),
    Folder("techniques", models.TechniquePage, models.TechniqueIndexPage),
    Folder("events", models.EventPage, models.EventIndexPage),
    Folder("partners", models.PartnerPage, models.PartnerIndexPage),
    Folder("artisans", models.ArtisanPage),
    Folder("partnerships", models.PartnershipPage),
    Folder(
        "pages",
        models.StandardPage,
        kinds=(("impact", models.ImpactPage), ("contact", models.FormPage), ("wholesale", models.FormPage)),
        order=("about", "how-the-money-flows", "delivery-and-returns", "privacy", "contact"),
    ),
)
# What others point to comes before them.
FIRST = ("techniques", "cooperatives", "artisans", "partners", "partnerships", "programmes", "stories")


@transaction.atomic
def load_pages(*, progress: Callable[[str], None] = print) -> models.HomePage:
    """All pages, published. Needs the pictures, cooperatives, pieces and claims of the demo."""
    home = _home()
    made: list[tuple[BasePage, Path]] = [(home, HERE / "home" / "_index.md")]
    listers = {}
    for folder in FOLDERS:
        if folder.lister:
            listers[folder.name] = _lister(home, folder)
            made.append((listers[folder.name], folder.path / "_index.md"))
    for folder in sorted(FOLDERS, key=lambda folder: FIRST.index(folder.name) if folder.name in FIRST else len(FIRST)):
        for text in _texts(folder):
            page = _add(_parent(text, listers.get(folder.name, home)), _kind(folder, text)(slug=text.slug), text)
            made.append((page, folder.path / f"{text.slug}.md"))
    progress(f"Pages: {len(made)}")
    _first, *others = trees.locales()
    known = _translated()
    for locale in others:
        new = 0
        for page, path in made:
            theirs = path.parent / locale.language_code / path.name
            if theirs.exists() and (page.translation_key, locale.pk) not in known:
                translate(page, manuscript.read(theirs), locale)
                new += 1
        progress(f"Pages in {locale.get_display_name()}: {new} translated now")
    trees.plant()
    progress(f"Pages in all languages: {Page.objects.live().filter(depth__gte=HOME_DEPTH).count()}")
    return home


def _translated() -> set[tuple]:
    return set(Page.objects.filter(alias_of=None).values_list("translation_key", "locale"))


def _texts(folder: Folder) -> list[Manuscript]:
    order = {slug: place for place, slug in enumerate(folder.order)}
    return sorted(manuscript.read_all(folder.path), key=lambda text: order.get(text.slug, len(order)))


def _kind(folder: Folder, text: Manuscript) -> type[BasePage]:
    return dict(folder.kinds).get(text.slug, folder.kind)


def _parent(text: Manuscript, lister: Page) -> Page:
    under = text.head.get("under")
    return Page.objects.get(slug=under, locale=lister.locale, depth__gt=HOME_DEPTH + 1) if under else lister


def _lister(home: Page, folder: Folder) -> Page:
    text = manuscript.read(folder.path / "_index.md")
    return _add(home, folder.lister(slug=folder.name, show_in_menus=True), text)


def _home() -> models.HomePage:
    site = Site.objects.filter(is_default_site=True).first()
    home = models.HomePage.objects.filter(alias_of=None, locale=trees.locales()[0]).first() or _new_home(site)
    address = urlsplit(settings.BASE_URL)
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={
            "hostname": address.hostname,
            "port": address.port or (443 if address.scheme == "https" else 80),
            "site_name": settings.WAGTAIL_SITE_NAME,
            "root_page": home,
        },
    )
    return home


def _new_home(site: Site | None) -> models.HomePage:
    text = manuscript.read(HERE / "home" / "_index.md")
    home = _add(Page.get_first_root_node(), models.HomePage(slug="ubukorikori"), text)
    if site:
        # The page that Wagtail welcomes its installer with.
        welcome, site.root_page = site.root_page, home
        site.save()
        if not isinstance(welcome.specific, models.HomePage):
            welcome.delete()
    return home


def _add(parent: Page, page: BasePage, text: Manuscript) -> BasePage:
    known = parent.get_children().filter(slug=page.slug).first()
    if known:
        return known.specific
    if isinstance(page, models.CooperativePage):
        page.cooperative = blocks.find(models.CooperativePage.cooperative.field.related_model, text.slug)
    link = blocks.fill(page, text)
    # The node as it is now: adding another child has changed it.
    Page.objects.get(pk=parent.pk).add_child(instance=page)
    link()
    page.save_revision().publish()
    page.refresh_from_db()
    # A task will do it too; but the demo shall find its pages even before its worker has begun.
    index.insert_or_update_object(page)
    return page
