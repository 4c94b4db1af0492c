"""The room of what the shop knows about its owner: read, taken away as a file, deleted."""

from django import forms
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import TemplateView

from shop.customer.closing import CannotClose, close_account
from shop.customer.personal_data import everything_about
from shop.customer.rooms import Room
from shop.limits import Limit
from shop.users.models import User

CLOSE_LIMIT = Limit("close-account", times=5, seconds=600)


class CloseForm(forms.Form):
    password = forms.CharField(
        label=gettext_lazy("Your password"),
        strip=False,
        max_length=4096,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "enterkeyhint": "done"}),
        error_messages={"required": gettext_lazy("Please type your password, so that nobody else can do this.")},
    )

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        if not self.user.check_password(self.cleaned_data["password"]):
            raise forms.ValidationError(_("This is not the password of your account."))
        return self.cleaned_data["password"]


class PrivacyView(Room):
    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "shop/account/privacy.html", {"held": everything_about(request.user)})


class DownloadView(Room):
    """All of it, at once."""

    def get(self, request: HttpRequest) -> HttpResponse:
        response = JsonResponse(everything_about(request.user), json_dumps_params={"indent": 2, "ensure_ascii": False})
        response["Content-Disposition"] = 'attachment; filename="my-data.json"'
        return response


@method_decorator(sensitive_post_parameters("password"), name="dispatch")
class CloseView(Room):
    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(CloseForm(user=request.user))

    def post(self, request: HttpRequest) -> HttpResponse:
        if CLOSE_LIMIT.is_reached(request):
            return render(request, "429.html", status=429)
        form = CloseForm(request.POST, user=request.user)
        if not form.is_valid():
            CLOSE_LIMIT.count(request)
            return self._page(form, status=422)
        try:
            close_account(user=request.user)
        except CannotClose as refused:
            form.add_error(None, str(refused))
            return self._page(form, status=422)
        logout(request)
        return redirect("customer:closed")

    def _page(self, form: CloseForm, status: int = 200) -> HttpResponse:
        return render(self.request, "shop/account/close.html", {"form": form}, status=status)


class ClosedView(TemplateView):
    """What is left to say; for anybody, since nobody is signed in any more."""

    template_name = "shop/account/closed.html"
