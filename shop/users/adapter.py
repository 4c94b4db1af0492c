"""What allauth does our way: its mails are tasks, and a piece that a visitor wanted to keep is kept when they have signed in."""

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from shop.users import mails
from shop.users.models import User
from shop.wishlists.waiting import keep_what_waits


class AccountAdapter(DefaultAccountAdapter):
    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """In text and HTML, in the language of the page; a mail server that is down keeps nobody from signing up."""
        context = context | {
            "email": email,
            "shop_name": settings.OSCAR_SHOP_NAME,
            "shop_url": settings.BASE_URL,
            "is_demo": settings.IS_DEMO,
        }
        mails.enqueue(
            to=email,
            subject=" ".join(render_to_string(f"{template_prefix}_subject.txt", context).split()),
            text=render_to_string(f"{template_prefix}_message.txt", context),
            html=render_to_string(f"{template_prefix}_message.html", context),
        )

    def post_login(self, request: HttpRequest, user: User, **kwargs) -> HttpResponse:
        response = super().post_login(request, user, **kwargs)
        keep_what_waits(request, response, user)
        return response
