"""What is offered where, and how well it covers the people."""

from django.apps import AppConfig


class ServicesConfig(AppConfig):
    name = "services"
