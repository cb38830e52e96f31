"""What people say of a plan, and who wants to hear of it, by confirmed e-mail."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from plans.models.goals import Goal
from plans.models.groups import VillageGroup
from plans.models.plans import PlanVersion


class Comment(models.Model):
    """A comment on a plan; counted and shown once its sender has confirmed the address."""

    version = models.ForeignKey(PlanVersion, models.CASCADE, related_name="comments")
    goal = models.ForeignKey(
        Goal,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="comments",
        verbose_name=_("goal"),
    )
    text = models.TextField(_("your comment"), max_length=2_000)
    shown_name = models.CharField(_("name to show"), max_length=80, blank=True)
    email = models.EmailField(_("your e-mail"))
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    sent_at = models.DateTimeField(_("sent"), auto_now_add=True)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    answer = models.TextField(_("the group's answer"), max_length=2_000, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    is_hidden = models.BooleanField(_("hidden: not about the plan"), default=False)

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ("version", "sent_at", "pk")
        constraints = (
            models.CheckConstraint(condition=~Q(text=""), name="comment_says_something"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | Q(confirmed_at__isnull=False),
                name="comment_answered_only_when_confirmed",
            ),
        )

    def __str__(self) -> str:
        return f"{self.version} {self.pk}"


class Follower(models.Model):
    """An address that hears of a group's plan, or of one goal of it."""

    group = models.ForeignKey(VillageGroup, models.CASCADE, related_name="followers")
    goal_identity = models.UUIDField(null=True, blank=True)
    email = models.EmailField(_("your e-mail"))
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    asked_at = models.DateTimeField(auto_now_add=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("follower")
        verbose_name_plural = _("followers")
        ordering = ("group", "pk")
        constraints = (
            models.UniqueConstraint(
                "group", "goal_identity", "email", name="follower_once", nulls_distinct=False
            ),
        )

    def __str__(self) -> str:
        return f"{self.group} {self.pk}"
