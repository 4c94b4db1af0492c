"""The forms of signing in, in our words: one label, one hint, the right keys on a phone, no words inside the fields."""

from allauth.account import forms as allauth
from django import forms
from django.utils.translation import gettext_lazy as _

PASSWORD_HINT = _("At least eight characters, and not one that many people use.")
REQUIRED = _("Please fill this in.")


class PlainForm(forms.Form):
    """What stands inside a field goes when one types, so nothing does; the last field sends."""

    labels: dict = {}
    hints: dict = {}
    left_out: tuple[str, ...] = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in self.left_out:
            self.fields.pop(name, None)
        shown = [field for field in self.fields.values() if not isinstance(field, forms.BooleanField)]
        for name, field in self.fields.items():
            field.label = self.labels.get(name, field.label)
            field.help_text = self.hints.get(name, "")
            field.error_messages["required"] = REQUIRED
            attrs = field.widget.attrs
            attrs.pop("placeholder", None)
            if isinstance(field, forms.EmailField):
                field.label = _("E-mail")
                attrs |= {
                    "autocomplete": attrs.get("autocomplete", "email"),
                    "inputmode": "email",
                    "spellcheck": "false",
                }
            attrs["enterkeyhint"] = "go" if field is shown[-1] else "next"


class SignInForm(PlainForm, allauth.LoginForm):
    labels = {"remember": _("Stay signed in on this device")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autocomplete"] = "username"


class SignUpForm(PlainForm, allauth.SignupForm):
    hints = {"password1": PASSWORD_HINT}


class AddEmailForm(PlainForm, allauth.AddEmailForm):
    pass


class ResetPasswordForm(PlainForm, allauth.ResetPasswordForm):
    pass


class NewPasswordForm(PlainForm, allauth.ResetPasswordKeyForm):
    """Typed once: it can be looked at, and there is a link to make another."""

    left_out = ("password2",)
    hints = {"password1": PASSWORD_HINT}


class ChangePasswordForm(PlainForm, allauth.ChangePasswordForm):
    left_out = ("password2",)
    labels = {"oldpassword": _("Password until now"), "password1": _("New password")}
    hints = {"password1": PASSWORD_HINT}


class ConfirmForm(PlainForm, allauth.ReauthenticateForm):
    pass
