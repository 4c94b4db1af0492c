"""Pieces that a buyer keeps for later, and the link by which others may see them."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from oscar.apps.wishlists.abstract_models import AbstractWishList


class WishList(AbstractWishList):
    """The one list of an account. It is seen by its owner, and by whoever has its link while it has one."""

    # Without a link it is null, of which there may be many.
    token = models.CharField(max_length=32, unique=True, null=True, blank=True, editable=False)
    shared_at = models.DateTimeField(_("shared"), null=True, blank=True)
    shown_name = models.CharField(_("name shown with it"), max_length=60, blank=True)

    class Meta(AbstractWishList.Meta):
        constraints = [models.UniqueConstraint(fields=["owner"], name="one_list_per_account")]

    def get_absolute_url(self) -> str:
        """Of the page that is shared; empty while it is not."""
        return reverse("wishlists:detail", args=[self.token]) if self.token else ""


from oscar.apps.wishlists.models import *  # noqa: E402, F403
