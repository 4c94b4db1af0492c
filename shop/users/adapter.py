"""What allauth does our way: a piece that a visitor wanted to keep is kept when they have signed in."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest, HttpResponse

from shop.users.models import User
from shop.wishlists.waiting import keep_what_waits


class AccountAdapter(DefaultAccountAdapter):
    def post_login(self, request: HttpRequest, user: User, **kwargs) -> HttpResponse:
        response = super().post_login(request, user, **kwargs)
        keep_what_waits(request, response, user)
        return response
