"""The addresses of signing in, of one's own account, and of the demonstration's mail."""

from django.urls import path

from accounts.permissions import is_signed_in, require
from accounts.views.account import account
from accounts.views.passkeys import AddPasskey, SignInByPasskey, remove_passkey
from accounts.views.sign_in import ConfirmCode, SignIn, sign_out
from portal.views import demo
from route221.views import people

urlpatterns = [
    path("logga-in/", SignIn.as_view(), name="sign-in"),
    path("logga-in/kod/", ConfirmCode.as_view(), name="account_confirm_login_code"),
    # The same page under the names that allauth looks up.
    path("logga-in/", SignIn.as_view(), name="account_login"),
    path("logga-in/", SignIn.as_view(), name="account_request_login_code"),
    path("logga-in/nyckel/", SignInByPasskey.as_view(), name="mfa_login_webauthn"),
    path("logga-ut/", sign_out, name="sign-out"),
    # The demonstration, on this machine only
    path("demo/in/<int:pk>/<str:token>/", demo.enter, name="demo-enter"),
    path("demo/post/", demo.mail, name="demo-mail"),
    # Whoever has signed in
    path("konto/", require(is_signed_in)(account), name="account"),
    path("konto/nyckel/", require(is_signed_in)(AddPasskey.as_view()), name="mfa_add_webauthn"),
    path(
        "konto/nyckel/<int:pk>/bort/",
        require(is_signed_in)(remove_passkey),
        name="mfa_remove_webauthn",
    ),
    path("konto/uppgifter/", require(is_signed_in)(people.download), name="own-data"),
    path("konto/avsluta/", require(is_signed_in)(people.leave), name="leave"),
]
