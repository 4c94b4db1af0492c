"""Every page of the back office answers, with data behind it, and to staff only."""

import re

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from wagtail.models import Collection, Locale, Page, Site, Workflow

from cms.models import StandardPage
from cooperatives.ledger.models import Account, Entry
from shop.catalogue.models import Colour, Material
from shop.shipping.models import DeliveryRate

pytestmark = pytest.mark.django_db


def patterns(resolver, namespaces=(), arguments=frozenset()):
    """(full name, names of its arguments) of every address that has a name."""
    for entry in resolver.url_patterns:
        named = arguments | set(entry.pattern.regex.groupindex)
        if isinstance(entry, URLPattern):
            if entry.name:
                yield ":".join([*namespaces, entry.name]), frozenset(named)
        else:
            inside = (*namespaces, entry.namespace) if entry.namespace else namespaces
            yield from patterns(entry, inside, named)


def back_office():
    for entry in get_resolver().url_patterns:
        if str(entry.pattern) in ("admin/", "dashboard/") and not isinstance(entry, URLPattern):
            namespaces = (entry.namespace,) if entry.namespace else ()
            yield from patterns(entry, namespaces, frozenset())


DASHBOARD = sorted({row for row in back_office() if row[0].startswith("dashboard:")}, key=str)
WAGTAIL = sorted({row for row in back_office() if not row[0].startswith("dashboard:")}, key=str)

# What the arguments of the dashboard's addresses stand for, by the beginning of the name.
KEYS = {
    "dashboard:catalogue-product": {"pk": "piece"},
    "dashboard:catalogue-category": {"pk": "category", "parent": "category"},
    "dashboard:order": {"note_id": "note", "line_id": "line"},
    "dashboard:user": {"pk": "buyer"},
    "dashboard:partner": {"pk": "partner"},
    "dashboard:offer": {"pk": "offer"},
    "dashboard:range": {"pk": "range"},
    "dashboard:voucher-set": {"pk": "voucher_set"},
    "dashboard:voucher": {"pk": "voucher"},
}
# Addresses that are not pages: they answer something else to a GET without the rest of a conversation.
TALKING = {
    "dashboard:catalogue-product-bulk-action": 302,  # nothing was chosen in the list
    "dashboard:catalogue-product-create": (200, 302),
    "dashboard:user-password-reset": 405,
    "dashboard:range-reorder": 405,
    "dashboard:offer-condition": (200, 302),  # the steps of a new offer begin with the first
    "dashboard:offer-benefit": (200, 302),
    "dashboard:offer-restrictions": (200, 302),
    "dashboard:login": 302,
    "dashboard:logout": 405,
}


def dashboard_address(name, arguments, lived_in) -> str:
    keys = next((keys for start, keys in KEYS.items() if name.startswith(start)), {})
    values = {argument: lived_in[keys[argument]].pk for argument in arguments if argument in keys}
    if "number" in arguments:
        values["number"] = lived_in["order"].number
    if "product_class_slug" in arguments:
        values["product_class_slug"] = lived_in["piece"].product_class.slug
    return reverse(name, kwargs=values)


def standard_page() -> StandardPage:
    Locale.objects.get_or_create(language_code="en")
    root = Page.get_first_root_node()
    home = root.add_child(instance=StandardPage(title="Delivery", slug="delivery", intro="How a parcel travels."))
    Site.objects.get_or_create(hostname="localhost", defaults={"root_page": home, "is_default_site": True})
    return home


@pytest.fixture
def page_for(lived_in):
    """The address of a Wagtail screen about something there is; None when it is about something we have none of."""
    root = Collection.get_first_root_node()
    home = standard_page()
    by_namespace = {
        "cooperative": lived_in["cooperative"],
        "cooperative_chooser": lived_in["cooperative"],
        "piece_chooser": lived_in["piece"],
        "artisan": lived_in["artisan"],
        "books_account": Account.objects.first(),
        "books_entry": Entry.objects.first(),
        "paymentalert": lived_in["alert"],
        "deliveryrate": DeliveryRate.objects.first(),
        "material": Material.objects.first(),
        "colour": Colour.objects.first(),
        "wagtailsites": Site.objects.first(),
        "wagtailusers_users": lived_in["buyer"],
        "wagtailusers_groups": Group.objects.first(),
        "wagtailimages_chooser": lived_in["photo"],
        "wagtailadmin_collections": root.add_child(name="Pictures of pieces"),
        "wagtailadmin_workflows": Workflow.objects.first(),
    }

    def address(name, arguments):
        about = by_namespace.get(name.partition(":")[0])
        known = {
            "page_id": home.pk,
            "parent_page_id": home.pk,
            "page_to_move_id": home.pk,
            "destination_id": 1,
            "image_id": lived_in["photo"].pk,
            "number": lived_in["order"].number,
            "filter_spec": "width-320",
        }
        if about is not None:
            known["pk"] = about.pk
        if not arguments <= known.keys():
            return None
        return reverse(name, kwargs={argument: known[argument] for argument in arguments})

    return address


def section(name: str) -> str:
    """Pages are walked together that belong together: each of three hundred needs no shop of its own."""
    return re.match(r"dashboard:[a-z]+|[a-z]+", name)[0]


def sections(rows) -> list[str]:
    return sorted({section(name) for name, _arguments in rows})


@pytest.mark.parametrize("part", sections(DASHBOARD))
def test_every_page_of_the_dashboard_answers(part, boss, lived_in):
    surprises = []
    for name, arguments in DASHBOARD:
        if section(name) == part:
            answer = boss.get(dashboard_address(name, arguments, lived_in))
            expected = TALKING.get(name, (200,))
            if answer.status_code not in (expected if isinstance(expected, tuple) else (expected,)):
                surprises.append((name, answer.status_code))

    assert surprises == []


# Wagtail's own error page, to be looked at on purpose; and signing out, which would end the walk.
NOT_WALKED = {"wagtailadmin_error_test", "wagtailadmin_logout"}
# Without snippets of ours the list of kinds of snippets sends us home.
ELSEWHERE = {"wagtailsnippets:index"}


@pytest.mark.parametrize("part", sections(WAGTAIL))
def test_every_screen_of_the_site_admin_answers(part, boss, page_for):
    surprises = []
    for name, arguments in WAGTAIL:
        if section(name) != part or name in NOT_WALKED:
            continue
        address = page_for(name, arguments)
        if address is None:
            continue  # about something this shop has none of
        answer = boss.get(address)
        must_show = name.endswith((":index", ":add", ":edit", ":inspect")) and name not in ELSEWHERE
        if answer.status_code >= 500 or (must_show and answer.status_code != 200):
            surprises.append((name, answer.status_code))

    assert surprises == []


@pytest.mark.parametrize("who", ["visitor", "buyer"])
def test_nobody_else_gets_in(who, lived_in, page_for):
    client = Client()
    if who == "buyer":
        client.force_login(lived_in["buyer"])
    addresses = [dashboard_address(name, arguments, lived_in) for name, arguments in DASHBOARD]
    addresses += [page_for(name, arguments) for name, arguments in WAGTAIL]

    let_in = []
    for address in addresses:
        if address is None or address.startswith(OPEN):
            continue
        answer = client.get(address)
        if not turned_away(answer):
            let_in.append((address, answer.status_code))

    assert let_in == []


# Doors themselves, and Wagtail's texts and icons for scripts.
OPEN = (
    "/admin/login/", "/admin/password_reset/", "/admin/jsi18n/", "/admin/sprite/", "/dashboard/login/", "/dashboard/logout/",
)  # fmt: skip


def turned_away(answer) -> bool:
    if answer.status_code == 302:
        return "/login/" in answer["Location"] or answer["Location"].startswith("/admin/login")
    return answer.status_code in (403, 404, 405)
