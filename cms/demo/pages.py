"""The demo's pages: home, stories, cooperatives, and those that explain. A page that is there already is left as it is."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from modelsearch import index
from wagtail.models import Page, Site

from cms.demo import manuscript
from cms.demo.photos import photos
from cms.models import CooperativeIndexPage, CooperativePage, HomePage, StandardPage, StoryIndexPage, StoryPage
from cooperatives.models import Cooperative
from shop.catalogue.models import Product

HERE = Path(__file__).parent
# In the order of the footer.
STANDARD_PAGES = ("about", "how-the-money-flows", "delivery-and-returns", "privacy", "contact")


@transaction.atomic
def load_pages(*, progress: Callable[[str], None] = print) -> HomePage:
    """All pages, published. Needs the pictures, cooperatives and pieces of the demo."""
    home = _home()
    stories = _add(
        home,
        StoryIndexPage(
            title="Stories",
            slug="stories",
            show_in_menus=True,
            intro="How a colour is made, what a fire does, why there are three keys: told by those who were there.",
        ),
    )
    groups = _add(
        home,
        CooperativeIndexPage(
            title="Cooperatives",
            slug="cooperatives",
            show_in_menus=True,
            intro="Six groups of weavers and potters, in six districts of a country you can cross in a morning.",
        ),
    )
    for text in manuscript.read_all(HERE / "cooperatives"):
        _add(groups, _cooperative_page(text))
    for text in manuscript.read_all(HERE / "stories"):
        _add(stories, _story(text))
    for slug in STANDARD_PAGES:
        _add(home, _standard_page(manuscript.read(HERE / "pages" / f"{slug}.md")))
    progress(f"Pages: {Page.objects.live().descendant_of(home, inclusive=True).count()}")
    return home


def _home() -> HomePage:
    site = Site.objects.filter(is_default_site=True).first()
    home = HomePage.objects.first() or _new_home(site)
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


def _new_home(site: Site | None) -> HomePage:
    library = photos()
    root = Page.get_first_root_node()
    home = HomePage(
        title="Ubukorikori",
        slug="ubukorikori",
        seo_title="Weaving and pottery by cooperatives in Rwanda",
        search_description=(
            "Baskets, plateaus, hangings, vases, bowls and pots made by hand by cooperatives in Rwanda. "
            "Beside every price stands what the makers get of it."
        ),
        hero_picture=library["hero"],
        hero_portrait=library["hero-portrait"],
        sentence="Woven and fired in Rwanda, by people with time for it.",
        action="See all pieces",
        example=Product.objects.filter(slug="vase-on-woven-plate").first(),
    )
    _add(root, home)
    if site:
        # The page that Wagtail welcomes its installer with.
        welcome, site.root_page = site.root_page, home
        site.save()
        if not isinstance(welcome.specific, HomePage):
            welcome.delete()
    return home


def _add(parent: Page, page: Page) -> Page:
    known = parent.get_children().filter(slug=page.slug).first()
    if known:
        return known.specific
    # The node as it is now: adding another child has changed it.
    Page.objects.get(pk=parent.pk).add_child(instance=page)
    page.save_revision().publish()
    # A task will do it too; but the demo shall find its pages even before its worker has begun.
    index.insert_or_update_object(page)
    return page


def _story(text: manuscript.Manuscript) -> StoryPage:
    return StoryPage(
        title=text.head["title"],
        slug=text.slug,
        told_on=date.fromisoformat(text.head["date"]),
        intro=text.head["intro"],
        lead_picture=photos()[text.head["picture"]],
        body=_body(text),
    )


def _cooperative_page(text: manuscript.Manuscript) -> CooperativePage:
    return CooperativePage(
        title=text.head["title"],
        slug=text.slug,
        cooperative=Cooperative.objects.get(slug=text.slug),
        body=_body(text),
    )


def _standard_page(text: manuscript.Manuscript) -> StandardPage:
    return StandardPage(
        title=text.head["title"],
        slug=text.slug,
        intro=text.head.get("intro", ""),
        body=_body(text),
        show_in_menus=True,
    )


def _body(text: manuscript.Manuscript) -> list[dict]:
    """The blocks of a StreamField, as it stores them."""
    library = photos()

    def stored(kind, value):
        if kind == "picture":
            return {
                "picture": library[value["name"]].pk,
                "caption": value["caption"],
                "is_wide": value["name"].startswith("scene-"),
            }
        if kind == "piece":
            return Product.objects.values_list("pk", flat=True).get(slug=value)
        if kind == "cooperative":
            return Cooperative.objects.values_list("pk", flat=True).get(slug=value)
        return value

    return [{"type": kind, "value": stored(kind, value)} for kind, value in text.body]
