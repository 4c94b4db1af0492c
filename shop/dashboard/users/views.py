"""Buyers in the dashboard."""

from allauth.account.forms import ResetPasswordForm
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from oscar.apps.dashboard.users import views


class IndexView(views.IndexView):
    def get_queryset(self):
        return super().get_queryset().annotate(order_count=Count("orders", distinct=True))

    def post(self, request, *args, **kwargs):
        if not request.user.has_perm("users.change_user"):
            raise PermissionDenied
        return super().post(request, *args, **kwargs)


class PasswordResetView(views.PasswordResetView):
    """By allauth, which is the only door to an account."""

    form_class = ResetPasswordForm

    def form_invalid(self, form):
        messages.error(self.request, _("This account has no e-mail address to send anything to."))
        return redirect("dashboard:user-detail", pk=self.object.pk)
