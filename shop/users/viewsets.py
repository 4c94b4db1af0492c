"""Accounts in the Wagtail admin: reached by e-mail or phone, without a user name."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views.users import UserViewSet as WagtailUserViewSet


class ReachableForm(forms.Form):
    """An account has an e-mail address or a phone number; a name is not asked for."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("email", "first_name", "last_name"):
            self.fields[name].required = False
        if "is_staff" in self.fields:
            self.fields["is_staff"].label = _("Works in the shop")
            self.fields["is_staff"].help_text = _(
                "May open the dashboard with products and orders, as far as the roles allow."
            )

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not cleaned.get("email") and not cleaned.get("phone"):
            raise ValidationError(
                _("Please give an e-mail address or a phone number: one of them is needed to sign in.")
            )
        return cleaned

    def _post_clean(self):
        super()._post_clean()
        # Not an empty text, which Django makes of it: many accounts may be without an address, no two have the same.
        self.instance.email = self.instance.email or None

    def _clean_username(self):
        """Wagtail asks whether the user name is taken. Ours is the address, whose letters' case does not count."""
        email = self.cleaned_data.get("email")
        others = self._meta.model.objects.exclude(pk=self.instance.pk)
        if email and others.filter(email__iexact=email).exists():
            self.add_error("email", _("There is an account with this e-mail address already."))


class NewAccountForm(ReachableForm, UserCreationForm):
    class Meta(UserCreationForm.Meta):
        fields = UserCreationForm.Meta.fields | {"phone", "is_staff"}


class AccountForm(ReachableForm, UserEditForm):
    class Meta(UserEditForm.Meta):
        fields = UserEditForm.Meta.fields | {"phone", "is_staff"}

    def __init__(self, *args, **kwargs):
        editing_self = kwargs.get("editing_self", False)
        super().__init__(*args, **kwargs)
        if editing_self:
            del self.fields["is_staff"]


class UserViewSet(WagtailUserViewSet):
    def get_form_class(self, for_update=False):
        return AccountForm if for_update else NewAccountForm
