"""People, their roles and what each role may do."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
