"""Meetings along the road: when and where, who comes, what is proposed, what came of it."""

from django.conf import settings
from django.contrib.gis.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from route221.models.road import Route


class RoadMeeting(models.Model):
    route = models.ForeignKey(Route, models.CASCADE, related_name="meetings")
    title = models.CharField(_("what about"), max_length=120)
    held_at = models.DateTimeField(_("when"))
    place = models.CharField(_("where"), max_length=200)
    invitation = models.TextField(_("invitation"), max_length=4000, blank=True)
    invited_at = models.DateTimeField(_("invited"), null=True, blank=True)
    minutes = models.TextField(
        _("minutes"),
        max_length=20_000,
        blank=True,
        help_text=_("Name businesses and groups; persons only if they agree."),
    )
    is_example = models.BooleanField(_("made up as an example"), default=False)

    class Meta:
        verbose_name = _("road meeting")
        verbose_name_plural = _("road meetings")
        ordering = ("-held_at",)

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("road-meeting", args=[self.pk])


class MeetingAnswer(models.Model):
    """Whether somebody invited comes."""

    meeting = models.ForeignKey(RoadMeeting, models.CASCADE, related_name="answers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    comes = models.BooleanField(_("comes"))
    answered_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("answer to an invitation")
        verbose_name_plural = _("answers to invitations")
        constraints = (models.UniqueConstraint("meeting", "user", name="meeting_answer_once"),)

    def __str__(self) -> str:
        return str(self.comes)


class MeetingPoint(models.Model):
    """A point somebody wants taken up; it may become an activity of a plan."""

    meeting = models.ForeignKey(RoadMeeting, models.CASCADE, related_name="points")
    text = models.CharField(_("point"), max_length=300)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    form_key = models.UUIDField(null=True, blank=True, unique=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    # The apps above know what it became; here stand its words and its address.
    became = models.CharField(_("became"), max_length=200, blank=True)
    became_url = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("point of a meeting")
        verbose_name_plural = _("points of meetings")
        ordering = ("pk",)
        constraints = (models.CheckConstraint(condition=~Q(text=""), name="point_says_something"),)

    def __str__(self) -> str:
        return self.text
