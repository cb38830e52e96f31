"""Signing in by e-mail, and one's own settings."""

from allauth.account.forms import RequestLoginCodeForm
from allauth.account.models import EmailAddress
from django import forms
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class SignInForm(RequestLoginCodeForm):
    """Ask for an address; whoever can read its mail is let in, known before or not.

    An account is made at once, so that the answer is the same for everyone; those never used are
    removed by the retention command.
    """

    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "autofocus": True}),
        help_text=_("We send a code to this address. No password is needed."),
    )

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).lower()
        self.cleaned_data["email"] = email
        email = super().clean_email()
        if self._user is None:  # type: ignore[has-type]
            self._user = _account(email)
        return email


def _account(email: str) -> User | None:
    try:
        with transaction.atomic():
            user = User.objects.create_user(email)
            EmailAddress.objects.create(user=user, email=email, primary=True)
    except IntegrityError:  # made by the same person a moment ago, or closed
        return User.objects.filter(email=email, is_active=True).first()
    return user


class AccountForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ("name", "language")
        help_texts = {"name": _("Shown to reviewers only. May be left empty.")}
