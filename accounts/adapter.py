"""What allauth leaves to the portal: mail that lives as long as its code, passkeys in its place."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.utils import timezone

from accounts.mail import LIFETIME_HEADER


class AccountAdapter(DefaultAccountAdapter):
    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue a mail that lives no longer than the code in it."""
        message = self.render_mail(template_prefix, email, context)
        message.extra_headers[LIFETIME_HEADER] = str(settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60)
        message.send()

    def is_reauthentication_required(self, app: str | None = None) -> bool:
        """Ask nothing twice: whoever is signed in has shown a code or a passkey."""
        return False


class PasskeyAdapter(DefaultMFAAdapter):
    def is_mfa_enabled(self, user: Any, types: Any = None) -> bool:
        """Let a passkey stand instead of the code, never beside it: the code works as before."""
        return False

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        """Name a key by its day."""
        return f"{timezone.localdate():%Y-%m-%d}"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Name the portal as its operator does."""
        return super().get_public_key_credential_rp_entity() | {"name": settings.SITE_NAME}
