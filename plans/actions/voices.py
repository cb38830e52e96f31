"""Comments and followers, both by confirmed e-mail: without an account, and one press each."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from plans.actions.telling import follower_key
from plans.models import Comment, Follower, VillageGroup

SALT = "plans.comment"
UNCONFIRMED_KEPT = timedelta(days=7)


def comment_key(comment: Comment) -> str:
    """Sign the secret part of a commenter's link."""
    return signing.dumps(comment.pk, salt=SALT)


def comment_of_key(key: str) -> Comment | None:
    """Return the comment a link leads to, if the link is ours and the comment still is there."""
    try:
        pk = signing.loads(key, salt=SALT)
    except signing.BadSignature:
        return None
    return Comment.objects.filter(pk=pk).select_related("version__plan__group").first()


@transaction.atomic
def send_comment(**fields: Any) -> Comment:
    """Keep a comment and ask its sender to confirm; forget those never confirmed."""
    old = timezone.now() - UNCONFIRMED_KEPT
    Comment.objects.filter(confirmed_at__isnull=True, sent_at__lt=old).delete()
    comment = Comment.objects.create(**fields)
    with translation.override(comment.language):
        _ask(
            comment.email,
            _("Confirm your comment"),
            _("Open this page and press the button; your comment is shown only then."),
            f"{reverse('comment-confirm')}?key={comment_key(comment)}",
        )
    return comment


@transaction.atomic
def confirm_comment(*, comment: Comment) -> bool:
    """Publish a comment; true the first time, when the group is told."""
    now = timezone.now()
    waiting = Comment.objects.filter(pk=comment.pk, confirmed_at__isnull=True)
    if not waiting.update(confirmed_at=now):
        return False
    group = comment.version.plan.group
    for member in group.members.filter(is_active=True):
        with translation.override(member.language):
            link = f"{settings.SITE_URL}{reverse('plan-comments', args=[group.slug])}"
            subject = _("A comment on the plan of %(group)s") % {"group": group.name}
            send_mail(subject, f"{comment.text}\n\n{link}\n", None, [member.email])
    return True


@transaction.atomic
def answer_comment(*, comment: Comment, answer: str) -> None:
    """Answer in public, and tell the sender."""
    comment.answer, comment.answered_at = answer.strip(), timezone.now()
    comment.save(update_fields=["answer", "answered_at"])
    group = comment.version.plan.group
    with translation.override(comment.language):
        subject = _("%(group)s has answered your comment") % {"group": group.name}
        link = f"{settings.SITE_URL}{group.get_absolute_url()}#comment-{comment.pk}"
        send_mail(subject, f"{comment.answer}\n\n{link}\n", None, [comment.email])


@transaction.atomic
def hide_comment(*, comment: Comment, is_hidden: bool) -> None:
    """Hide a comment that is not about the plan, or show it again."""
    comment.is_hidden = is_hidden
    comment.save(update_fields=["is_hidden"])


@transaction.atomic
def ask_to_follow(
    *, group: VillageGroup, email: str, language: str, goal_identity: UUID | None = None
) -> Follower:
    """Keep an address that wants to hear, once it is confirmed."""
    old = timezone.now() - UNCONFIRMED_KEPT
    Follower.objects.filter(confirmed_at__isnull=True, asked_at__lt=old).delete()
    follower, _made = Follower.objects.get_or_create(
        group=group,
        goal_identity=goal_identity,
        email=email.lower(),
        defaults={"language": language},
    )
    if follower.confirmed_at is None:
        with translation.override(language):
            _ask(
                follower.email,
                _("Confirm that you want to follow the plan of %(group)s") % {"group": group.name},
                _("Open this page and press the button."),
                f"{reverse('follow-confirm')}?key={follower_key(follower)}",
            )
    return follower


@transaction.atomic
def confirm_follower(*, follower: Follower) -> None:
    """Let a follower hear from now on."""
    Follower.objects.filter(pk=follower.pk, confirmed_at__isnull=True).update(
        confirmed_at=timezone.now()
    )


@transaction.atomic
def stop_following(*, follower: Follower) -> None:
    """Forget the address."""
    follower.delete()


def _ask(address: str, subject: str, text: str, path: str) -> None:
    link = f"{settings.SITE_URL}{path}"
    send_mail(subject, f"{text}\n\n{link}\n\n{settings.SITE_NAME}\n", None, [address])
