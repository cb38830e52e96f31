"""What allauth leaves to the portal: mail that is dropped when its code no longer works."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings

from accounts.mail import LIFETIME_HEADER


class AccountAdapter(DefaultAccountAdapter):
    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue a mail that lives no longer than the code in it."""
        message = self.render_mail(template_prefix, email, context)
        message.extra_headers[LIFETIME_HEADER] = str(settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60)
        message.send()
