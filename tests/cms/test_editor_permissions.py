"""Who may open what in the back office, stated exactly: what is not given to a role here is refused to it."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from wagtail.models import Locale, Page

from cms.roles import AUTHORS, CONSENT_KEEPERS, EDITORS, LEADERS_HELPERS, REVIEWERS, ROLES, TRANSLATORS, make_roles
from tests import factories
from tests.test_doors import STAFF, plain

SHOP, SUPERUSER = "Shop staff", "superuser"
EVERYBODY = {*ROLES, SHOP}
WRITERS = {AUTHORS, EDITORS}
KEEPERS = {CONSENT_KEEPERS}

# The first beginning that fits an address says which roles may open it; a superuser may everything.
OPEN = {
    # Wagtail's own rooms for whoever is let in at all: the first page, one's own account, the parts of its editor.
    "/admin/account/": EVERYBODY,
    "/admin/dismissibles/": EVERYBODY,
    "/admin/tag-autocomplete/": EVERYBODY,
    "/admin/api/main/": EVERYBODY,
    "/admin/choose-": EVERYBODY,
    "/admin/embeds/chooser/": EVERYBODY,
    "/admin/localize/jsi18n/": EVERYBODY,
    "/admin/workflows/task_chooser/": EVERYBODY,
    # They list what the reader may edit, and nothing else.
    "/admin/localize/reports/translations/": EVERYBODY,
    "/admin/reports/site-history/": EVERYBODY,
    # Pages, of all kinds. The screen that asks below which page to begin says to the others that there is none.
    "/admin/stories/choose_parent/": EVERYBODY,
    "/admin/programmes/choose_parent/": EVERYBODY,
    "/admin/events/choose_parent/": EVERYBODY,
    "/admin/partners/choose_parent/": EVERYBODY,
    "/admin/standard_pages/choose_parent/": EVERYBODY,
    "/admin/pages/": {*WRITERS, TRANSLATORS},
    "/admin/stories/": {*WRITERS, TRANSLATORS},
    "/admin/programmes/": {*WRITERS, TRANSLATORS},
    "/admin/events/": {*WRITERS, TRANSLATORS},
    "/admin/partners/": {*WRITERS, TRANSLATORS},
    "/admin/standard_pages/": {*WRITERS, TRANSLATORS},
    "/admin/forms/": {*WRITERS, TRANSLATORS},
    "/admin/reports/aging-pages/": {*WRITERS, TRANSLATORS},
    "/admin/reports/page-types-usage/": {*WRITERS, TRANSLATORS},
    "/admin/reports/workflow": {*WRITERS, TRANSLATORS},
    "/admin/reports/locked/": {EDITORS},
    # Pictures, films and recordings.
    "/admin/images/chooser/create/": WRITERS,
    "/admin/images/chooser/": EVERYBODY,
    "/admin/images/add/": WRITERS,
    "/admin/images/multiple/add/": WRITERS,
    "/admin/images/": {*WRITERS, CONSENT_KEEPERS, REVIEWERS},
    "/admin/documents/chooser/create/": WRITERS,
    "/admin/documents/chooser/": EVERYBODY,
    "/admin/documents/": WRITERS,
    # Choosers of what is public, and of people.
    "/admin/piece_chooser/create/": set(),
    "/admin/piece_chooser/": EVERYBODY,
    "/admin/cooperative_chooser/create/": set(),
    "/admin/cooperative_chooser/": EVERYBODY,
    "/admin/claim_chooser/create/": {EDITORS},
    "/admin/claim_chooser/": EVERYBODY,
    "/admin/person_chooser/create/": KEEPERS,
    "/admin/person_chooser/": {*WRITERS, TRANSLATORS, CONSENT_KEEPERS},
    "/admin/snippets/choose/claims/claim/create/": {EDITORS},
    "/admin/snippets/choose/cms/theme/create/": {EDITORS},
    "/admin/snippets/choose/cms/avoidedword/create/": {EDITORS},
    "/admin/snippets/choose/": EVERYBODY,
    # The claims register, themes, words to avoid, milestones, groups.
    "/admin/snippets/claims/claim/add/": {EDITORS},
    "/admin/snippets/claims/claim/": WRITERS,
    "/admin/snippets/cms/theme/": {EDITORS},
    "/admin/snippets/cms/avoidedword/": {EDITORS},
    "/admin/snippets/": {EDITORS},
    "/admin/milestones/": {EDITORS},
    "/admin/cooperatives/new/": set(),
    "/admin/cooperatives/": {EDITORS},
    "/admin/redirects/": {EDITORS},
    # What somebody allowed: only for those who keep it. What a page needs is said on the page.
    "/admin/consents/": KEEPERS,
    "/admin/people/": KEEPERS,
    # Leaders, their cards and phones.
    "/admin/leaders/": {LEADERS_HELPERS},
    # What leaders and buyers sent.
    "/admin/review/": {REVIEWERS},
    # The shop.
    "/admin/pieces/table/": {SHOP},
    "/admin/shop/orders/": {SHOP},
    # Everything else, as accounts, groups, settings, books, payments and the log, is for superusers.
    "/admin/": set(),
}


@pytest.fixture
def roles(site):
    french = Locale.objects.get_or_create(language_code="fr")[0]
    if not site.home.has_translation(french):
        site.home.copy_for_translation(french)
    make_roles()


def member(role: str):
    made = factories.user(is_staff=role == SHOP, is_superuser=role == SUPERUSER)
    if role in ROLES:
        made.groups.add(Group.objects.get(name=role))
    if role == SHOP:
        given = ["access_admin", "view_order", "change_order", "view_product", "change_product"]
        made.user_permissions.set(Permission.objects.filter(codename__in=given))
    return made


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def may_open(address: str) -> set[str]:
    if address == "/admin/":
        return EVERYBODY
    return next(who for start, who in OPEN.items() if address.startswith(start))


def opens(client: Client, address: str) -> bool:
    return client.get(address).status_code == 200


@pytest.mark.parametrize("role", [*ROLES, SHOP])
def test_a_role_opens_the_rooms_that_are_its_own_and_no_other(roles, role):
    client = client_of(member(role))
    rooms = [
        address
        for address in plain(STAFF)
        if address.startswith("/admin/")
        and not address.startswith(("/admin/logout/", "/admin/test", "/admin/failwhale/"))
    ]

    opened = {address for address in rooms if opens(client, address)}

    # Some rooms lead on by themselves, for whoever may be there: what is compared is what was opened and should not have been,
    # and what was not opened by anybody though it is given.
    assert sorted(opened) == sorted(opened & {address for address in rooms if role in may_open(address)})
    given = {address for address in rooms if role in may_open(address)} - opened
    root = client_of(member(SUPERUSER))
    leads_on = {"/admin/pages/"} if role == TRANSLATORS else set()  # to the one tree they have
    assert sorted(address for address in given if opens(root, address)) == sorted(leads_on)


class TestPages:
    """Rows: what is done to a page. Columns: by whom."""

    @pytest.fixture
    def pages(self, roles, site):
        author = member(AUTHORS)
        own, others = site.story("Their own"), site.story("Somebody else’s")
        Page.objects.filter(pk=own.pk).update(owner=author)
        french = Page.objects.get(locale__language_code="fr", depth=2)
        return {"author": author, "own": own, "others": others, "french": french, "site": site}

    def users(self, pages) -> dict:
        return {
            AUTHORS: pages["author"],
            **{role: member(role) for role in (EDITORS, TRANSLATORS, CONSENT_KEEPERS, SHOP, SUPERUSER)},
        }

    @pytest.mark.parametrize(
        ("address", "allowed"),
        [
            ("/admin/pages/{own}/edit/", {AUTHORS, EDITORS}),
            ("/admin/pages/{others}/edit/", {EDITORS}),
            ("/admin/pages/{own}/notes/", {AUTHORS, EDITORS}),
            ("/admin/pages/{others}/notes/", {EDITORS}),
            ("/admin/pages/{others}/history/", {EDITORS}),
            ("/admin/pages/{french}/edit/", {EDITORS, TRANSLATORS}),
            ("/admin/pages/add/cms/storypage/{stories}/", {AUTHORS, EDITORS}),
            ("/admin/pages/{others}/unpublish/", {EDITORS}),
            ("/admin/pages/{others}/delete/", {EDITORS}),
            ("/admin/pages/{own}/delete/", {EDITORS}),
            ("/admin/pages/{others}/move/", {EDITORS}),
            ("/admin/pages/{home}/privacy/", {EDITORS}),
        ],
    )
    def test_a_page_is_for_those_whose_role_says_so(self, pages, address, allowed):
        site = pages["site"]
        keys = {name: pages[name].pk for name in ("own", "others", "french")}
        address = address.format(**keys, stories=site.stories.pk, home=site.home.pk)

        opened = {role for role, user in self.users(pages).items() if opens(client_of(user), address)}

        assert opened == {*allowed, SUPERUSER}

    def test_an_author_submits_and_does_not_publish(self, pages):
        permissions = pages["own"].permissions_for_user(pages["author"])

        assert permissions.can_submit_for_moderation()
        assert not permissions.can_publish()

    def test_a_translator_publishes_nothing(self, pages):
        assert not pages["french"].permissions_for_user(member(TRANSLATORS)).can_publish()

    def test_an_editor_publishes_in_every_language(self, pages):
        editor = member(EDITORS)

        assert pages["own"].permissions_for_user(editor).can_publish()
        assert pages["french"].permissions_for_user(editor).can_publish()


def test_roles_are_made_as_often_as_one_likes(roles):
    before = sorted(Group.objects.values_list("name", "permissions__codename"), key=str)

    make_roles()

    assert sorted(Group.objects.values_list("name", "permissions__codename"), key=str) == before


def test_what_a_role_was_given_by_hand_goes_when_roles_are_made_again(roles):
    group = Group.objects.get(name=AUTHORS)
    group.permissions.add(Permission.objects.get(codename="delete_user"))

    make_roles()

    assert "delete_user" not in group.permissions.values_list("codename", flat=True)


def test_a_role_of_their_own_is_left_alone(roles):
    group = Group.objects.create(name="Photographers")
    group.permissions.add(Permission.objects.get(codename="access_admin"))

    make_roles()

    assert group.permissions.count() == 1
