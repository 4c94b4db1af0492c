"""What staff do from a leader’s page: make and revoke a card, revoke a phone, give new digits by two of them. Each act is logged."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import View
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.log_actions import log
from wagtail.permission_policies import ModelPermissionPolicy

from shop.workspace.entrance import logbook
from shop.workspace.entrance.cards import make_card, revoke_card
from shop.workspace.entrance.forms import ResetForm
from shop.workspace.entrance.models import Leader
from shop.workspace.entrance.phones import revoke_phone
from shop.workspace.entrance.printed import card_pdf
from shop.workspace.entrance.resetting import NotReset, agree_to_reset, ask_for_reset, give_up_reset

NAME = "leader"


class LeaderPolicy(ModelPermissionPolicy):
    """Nobody deletes a leader: made again, she would have no digits yet, and one member of staff alone could choose them."""

    def user_has_permission(self, user, action):
        return action != "delete" and super().user_has_permission(user, action)


def page_of(leader: Leader) -> str:
    return reverse(f"{NAME}:inspect", args=[leader.pk])


class LeaderActView(PermissionCheckedMixin, View):
    """One act about one leader, posted from her page; it leads back there."""

    model = Leader
    permission_policy = LeaderPolicy(Leader)
    permission_required = "change"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int, **kwargs) -> HttpResponse:
        leader = get_object_or_404(Leader.objects.with_names(), pk=pk)
        return self.act(leader, **kwargs) or redirect(page_of(leader))

    def act(self, leader: Leader, **kwargs) -> HttpResponse | None:
        raise NotImplementedError

    def note(self, leader: Leader, action: str, **said) -> None:
        log(instance=leader, action=action, user=self.request.user, data=said or None)


class MakeCardView(LeaderActView):
    """Answers with the card itself: what is on it is stored nowhere, so this is the only time it can be printed."""

    def act(self, leader):
        _card, secret = make_card(leader=leader)
        self.note(leader, logbook.CARD_MADE)
        address = settings.BASE_URL + reverse("workspace:card", args=[secret])
        answer = HttpResponse(card_pdf(leader=leader, address=address), content_type="application/pdf")
        answer["Content-Disposition"] = f'inline; filename="card-{leader.pk}.pdf"'
        answer["Cache-Control"] = "private, no-store"
        return answer


class RevokeCardView(LeaderActView):
    def act(self, leader):
        card = leader.cards.filter(revoked_at=None).first()
        if card and revoke_card(card=card):
            self.note(leader, logbook.CARD_REVOKED)
            messages.success(self.request, _("The card opens nothing any more."))


class RevokePhoneView(LeaderActView):
    def act(self, leader, device):
        phone = get_object_or_404(leader.devices, pk=device)
        if revoke_phone(device=phone):
            self.note(leader, logbook.PHONE_REVOKED, note=str(phone))
            messages.success(self.request, _("That phone knows nobody any more."))


class AskForResetView(LeaderActView):
    def act(self, leader):
        form = ResetForm(self.request.POST)
        if not form.is_valid():
            messages.error(self.request, _("Say how we know that it is the leader who asks."))
            return
        try:
            ask_for_reset(leader=leader, by=self.request.user, reason=form.cleaned_data["reason"])
        except NotReset as refused:
            messages.error(self.request, str(refused))
        else:
            self.note(leader, logbook.RESET_ASKED, reason=form.cleaned_data["reason"])
            messages.success(self.request, _("Asked for. Somebody else of the staff has to agree on this page."))


class AgreeToResetView(LeaderActView):
    def act(self, leader, reset):
        asked = get_object_or_404(leader.resets, pk=reset)
        try:
            agree_to_reset(reset=asked, by=self.request.user)
        except NotReset as refused:
            messages.error(self.request, str(refused))
        else:
            self.note(leader, logbook.RESET_AGREED, reason=asked.reason)
            messages.success(
                self.request, _("The old numbers are void. Make a new card: with it, the leader chooses others.")
            )


class GiveUpResetView(LeaderActView):
    def act(self, leader, reset):
        asked = get_object_or_404(leader.resets, pk=reset)
        try:
            give_up_reset(reset=asked)
        except NotReset as refused:
            messages.error(self.request, str(refused))
        else:
            self.note(leader, logbook.RESET_GIVEN_UP, reason=asked.reason)
            messages.success(self.request, _("Given up: the leader keeps the old numbers."))
