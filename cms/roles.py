"""Who may do what in the back office: roles as groups, exactly as this table says, and the way of a page from one to the next.

Made by `manage.py make_roles`, as often as one likes. A role that staff changed by hand becomes again what stands here; roles of
their own, by other names, are left alone. Superusers may everything.
"""

from dataclasses import dataclass

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)
from wagtail_localize.models import Translation

from cms.models import ConsentCheck, HomePage

AUTHORS, EDITORS, TRANSLATORS, CONSENT_KEEPERS = "Authors", "Editors", "Translators", "Consent keepers"
LEADERS_HELPERS = "Leaders’ helpers"
REVIEWERS = "Reviewers"
WORKFLOW, EDITORIAL, CONSENT = "Publishing", "An editor reads it", "Who is shown, and did they allow it?"
# What Wagtail's own migrations put there, and nobody here needs.
WAGTAILS_WORKFLOW, WAGTAILS_GROUP = "Moderators approval", "Moderators"

FILES = ("add_image", "choose_image", "add_document", "choose_document")


@dataclass(frozen=True)
class Role:
    """`pages`: of the whole site; `translated`: of the trees in other languages; `files`: of pictures and films; `models`: of rows."""

    pages: tuple[str, ...] = ()
    translated: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    models: tuple[str, ...] = ()


ROLES = {
    # They begin pages, and change their own; what they wrote is published by an editor.
    AUTHORS: Role(pages=("add_page",), files=FILES, models=("claims.view_claim",)),
    EDITORS: Role(
        pages=("add_page", "change_page", "publish_page", "lock_page", "unlock_page"),
        files=(*FILES, "change_image", "change_document"),
        models=(
            "claims.view_claim",
            "claims.add_claim",
            "claims.change_claim",
            "cms.view_theme",
            "cms.add_theme",
            "cms.change_theme",
            "cms.delete_theme",
            "cms.view_avoidedword",
            "cms.add_avoidedword",
            "cms.change_avoidedword",
            "cms.delete_avoidedword",
            "wagtailredirects.add_redirect",
            "wagtailredirects.change_redirect",
            "wagtailredirects.delete_redirect",
            "milestones.view_milestone",
            "milestones.add_milestone",
            "milestones.change_milestone",
            "cooperatives.view_cooperative",
            "cooperatives.change_cooperative",
            "wagtail_localize.submit_translation",
        ),
    ),
    # They write in the trees of their languages only; an editor publishes there, too.
    TRANSLATORS: Role(
        translated=("add_page", "change_page"),
        files=("choose_image", "choose_document"),
        models=("wagtail_localize.submit_translation",),
    ),
    CONSENT_KEEPERS: Role(
        models=(
            "consents.view_person",
            "consents.add_person",
            "consents.change_person",
            "consents.view_consent",
            "consents.add_consent",
            "consents.change_consent",
            "consents.view_outsideuse",
            "consents.add_outsideuse",
            "consents.change_outsideuse",
        ),
        files=("choose_image", "change_image"),
    ),
    # They decide about what leaders and buyers send, and trust a group; the consents of those who are to be seen stand beside.
    REVIEWERS: Role(
        models=(
            "moderation.review",
            "moderation.view_trust",
            "moderation.add_trust",
            "moderation.change_trust",
            "moderation.delete_trust",
            "partner.view_guiderate",
            "partner.add_guiderate",
            "partner.change_guiderate",
        ),
        files=("choose_image", "change_image"),
    ),
    # They invite leaders and print their cards, and shut out a phone or a card that was lost. New digits take two of them.
    LEADERS_HELPERS: Role(
        models=(
            "entrance.view_leader",
            "entrance.add_leader",
            "entrance.change_leader",
            "entrance.view_card",
            "entrance.view_device",
        ),
        files=("choose_image",),
    ),
}


class NoSuchPermission(Exception):
    """The table names something that cannot be permitted."""


@transaction.atomic
def make_roles() -> dict[str, Group]:
    """The groups as the table says, and the workflow they share."""
    _submit_translation()
    groups = {name: _make(name, role) for name, role in ROLES.items()}
    _make_workflow(groups)
    old = Group.objects.filter(name=WAGTAILS_GROUP, user__isnull=True)
    old.delete()
    return groups


def _make(name: str, role: Role) -> Group:
    group, _is_new = Group.objects.get_or_create(name=name)
    group.permissions.set([_permission("wagtailadmin.access_admin"), *map(_permission, role.models)])
    GroupPagePermission.objects.filter(group=group).delete()
    wanted = [(Page.get_first_root_node(), code) for code in role.pages]
    wanted += [(home, code) for home in _translated_homes() for code in role.translated]
    for page, code in wanted:
        GroupPagePermission.objects.create(group=group, page=page, permission=_permission(f"wagtailcore.{code}"))
    GroupCollectionPermission.objects.filter(group=group).delete()
    for code in role.files:
        app = "wagtailimages" if code.endswith("image") else "wagtaildocs"
        GroupCollectionPermission.objects.create(
            group=group, collection=Collection.get_first_root_node(), permission=_permission(f"{app}.{code}")
        )
    return group


def _translated_homes():
    first = HomePage.objects.order_by("pk").first()
    return HomePage.objects.exclude(locale=first.locale) if first else HomePage.objects.none()


def _submit_translation() -> Permission:
    """A permission that wagtail-localize has no model for: its migration writes it, as this does where none were run."""
    return Permission.objects.get_or_create(
        content_type=ContentType.objects.get_for_model(Translation),
        codename="submit_translation",
        defaults={"name": "Can submit translations"},
    )[0]


def _permission(name: str) -> Permission:
    app, codename = name.split(".")
    found = Permission.objects.filter(content_type__app_label=app, codename=codename).first()
    if found is None:
        raise NoSuchPermission(name)
    return found


def _make_workflow(groups: dict[str, Group]) -> Workflow:
    """Whoever approves last publishes, and only editors may: so who is shown is looked at before them."""
    workflow, _is_new = Workflow.objects.get_or_create(name=WORKFLOW)
    editorial, _is_new = GroupApprovalTask.objects.get_or_create(name=EDITORIAL)
    editorial.groups.set([groups[EDITORS]])
    consent, _is_new = ConsentCheck.objects.get_or_create(name=CONSENT)
    consent.groups.set([groups[CONSENT_KEEPERS]])
    for order, task in enumerate((consent, editorial)):
        WorkflowTask.objects.update_or_create(workflow=workflow, task=task, defaults={"sort_order": order})
    WorkflowPage.objects.update_or_create(page=Page.get_first_root_node(), defaults={"workflow": workflow})
    Workflow.objects.filter(name=WAGTAILS_WORKFLOW).filter(Q(workflow_states=None)).delete()
    return workflow
