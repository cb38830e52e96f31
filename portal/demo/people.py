"""The demonstration's people: one account per role, under a domain that gets no mail."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.db import transaction

from accounts.models import Role, User
from plans.models import VillageGroup
from route221.models import Business, Ownership

ROLES = (*Role.Kind.values, "village", "business", "resident")


class DemoToken(PasswordResetTokenGenerator):
    """A token good for one entry: it holds the last sign-in, which the entry changes."""

    key_salt = "portal.demo.DemoToken"


@transaction.atomic
def demo_user(role: str) -> User:
    """Find or make the account of a role."""
    user, _ = get_user_model().objects.get_or_create(
        email=f"{role}{settings.DEMO_MAIL_DOMAIN}",
        defaults={"is_staff": role == "admin", "is_superuser": role == "admin"},
    )
    if role in Role.Kind.values:
        Role.objects.get_or_create(user=user, kind=role, municipality=None)
    elif role == "village":
        groups = VillageGroup.objects.order_by("pk")
        group = groups.filter(slug="bettna").first() or groups.first()
        if group and not user.village_groups.exists():
            group.members.add(user)
    elif role == "business":
        example = Business.objects.published().filter(is_example=True).order_by("pk").first()
        if example:
            Ownership.objects.update_or_create(
                business=example, user=user, defaults={"is_confirmed": True}
            )
    return user
