"""Mail to those who follow a plan, each in the reader's language, with a way to stop."""

from collections.abc import Callable, Iterable
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.core.mail import send_mail
from django.db.models import Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import Role, User
from plans.models import Follower, VillageGroup

SALT = "plans.follower"
Words = Callable[[], tuple[str, str]]


def follower_key(follower: Follower) -> str:
    """Sign the secret part of a follower's link."""
    return signing.dumps(follower.pk, salt=SALT)


def follower_of_key(key: str) -> Follower | None:
    """Return whom a link speaks of, if the link is ours and the follower still is there."""
    try:
        pk = signing.loads(key, salt=SALT)
    except signing.BadSignature:
        return None
    return Follower.objects.filter(pk=pk).select_related("group").first()


def tell_followers(
    *, group: VillageGroup, words: Words, goals: Iterable[UUID] | None = None, tail: str = ""
) -> int:
    """Write to a group's members and confirmed followers, once to each address.

    ``words`` gives subject and text in the language then in force. With ``goals``, those who
    follow only other goals are left in peace.
    """
    followers = Follower.objects.filter(group=group, confirmed_at__isnull=False)
    if goals is not None:
        followers = followers.filter(
            Q(goal_identity__isnull=True) | Q(goal_identity__in=list(goals))
        )
    addresses: dict[str, tuple[str, str]] = {}
    for member in group.members.filter(is_active=True):
        addresses[member.email.lower()] = (member.language, "")
    for follower in followers.order_by("pk"):
        link = f"{settings.SITE_URL}{reverse('follow-stop')}?key={follower_key(follower)}"
        addresses.setdefault(follower.email.lower(), (follower.language, link))
    for address, (language, stop) in addresses.items():
        with translation.override(language):
            _write(address, words, _page(group, tail), stop)
    return len(addresses)


def tell_planners(*, group: VillageGroup, words: Words, tail: str = "") -> int:
    """Write to those who answer for the group's municipality."""
    planners = User.objects.filter(
        Q(roles__municipality__isnull=True) | Q(roles__municipality=group.municipality_id),
        roles__kind=Role.Kind.PLANNER,
        is_active=True,
    ).distinct()
    for planner in planners:
        with translation.override(planner.language):
            _write(planner.email, words, _page(group, tail), "")
    return len(planners)


def _page(group: VillageGroup, tail: str) -> str:
    return f"{settings.SITE_URL}{group.get_absolute_url()}{tail}"


def _write(address: str, words: Words, link: str, stop: str) -> None:
    subject, text = words()
    body = f"{text}\n\n{link}\n\n{settings.SITE_NAME}\n"
    if stop:
        body += f"\n{_('You follow this plan. Stop here:')}\n{stop}\n"
    send_mail(subject, body, None, [address])
