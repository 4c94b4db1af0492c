"""Choosing a piece or a cooperative in the editor."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.auth import user_has_any_page_permission, user_passes_test
from wagtail.admin.viewsets.chooser import ChooserViewSet


class ProductChooserViewSet(ChooserViewSet):
    model = "catalogue.Product"
    icon = "tag"
    choose_one_text = _("Choose a piece")
    choose_another_text = _("Choose another piece")
    edit_item_text = _("Edit this piece")
    per_page = 20


class CooperativeChooserViewSet(ChooserViewSet):
    model = "cooperatives.Cooperative"
    icon = "group"
    choose_one_text = _("Choose a cooperative")
    choose_another_text = _("Choose another cooperative")
    edit_item_text = _("Edit this cooperative")
    per_page = 20


class PersonChooserViewSet(ChooserViewSet):
    """For those who write pages or keep consents: the list says who lives where."""

    model = "consents.Person"
    icon = "user"
    choose_one_text = _("Choose a person")
    choose_another_text = _("Choose another person")
    edit_item_text = _("Edit this person")
    per_page = 20

    def construct_view(self, view_class, **kwargs):
        return user_passes_test(_may_know_people)(super().construct_view(view_class, **kwargs))


def _may_know_people(user) -> bool:
    return user.has_perm("consents.view_person") or user_has_any_page_permission(user)


class ClaimChooserViewSet(ChooserViewSet):
    model = "claims.Claim"
    icon = "clipboard-list"
    choose_one_text = _("Choose a figure from the claims register")
    choose_another_text = _("Choose another figure")
    edit_item_text = _("Edit this figure")
    per_page = 20


product_chooser = ProductChooserViewSet("piece_chooser")
cooperative_chooser = CooperativeChooserViewSet("cooperative_chooser")
claim_chooser = ClaimChooserViewSet("claim_chooser")
person_chooser = PersonChooserViewSet("person_chooser")
PersonChooserBlock = person_chooser.get_block_class(name="PersonChooserBlock", module_path="cms.viewsets")
