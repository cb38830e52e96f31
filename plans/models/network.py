"""The village network: statements, meetings with their agenda, and the working group's choices."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from geo.models import Sourced
from plans.models.goals import Goal
from plans.models.groups import VillageGroup
from plans.models.links import GoalLink


class Statement(Sourced):
    """What we want, what we do ourselves, what we ask of you; with a receipt and an answer."""

    group = models.ForeignKey(
        VillageGroup, models.CASCADE, related_name="statements", verbose_name=_("village group")
    )
    goal = models.ForeignKey(
        Goal,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="statements",
        verbose_name=_("goal"),
    )
    is_from_politician = models.BooleanField(_("written by a politician"), default=False)
    title = models.CharField(_("title"), max_length=160)
    we_want = models.TextField(_("what we want"), max_length=2_000)
    we_do = models.TextField(_("what we do ourselves"), max_length=2_000)
    we_ask = models.TextField(_("what we ask of you"), max_length=2_000)
    sent_on = models.DateField(_("sent"), default=timezone.localdate)
    received_on = models.DateField(_("received"), null=True, blank=True)
    owner = models.CharField(_("unit that answers"), max_length=120, blank=True)
    reply_by = models.DateField(_("reply by"), null=True, blank=True)
    answer = models.TextField(_("answer"), max_length=4_000, blank=True)
    answered_on = models.DateField(_("answered"), null=True, blank=True)

    class Meta:
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        ordering = ("-sent_on", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(received_on__isnull=True) | (~Q(owner="") & Q(reply_by__isnull=False)),
                name="statement_received_has_an_owner_and_a_date",
                violation_error_message=_("A receipt names the unit and a date to reply by."),
            ),
            models.CheckConstraint(
                condition=Q(answered_on__isnull=True) | ~Q(answer=""),
                name="statement_answered_in_words",
            ),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("statement", args=[self.pk])

    @property
    def is_overdue(self) -> bool:
        """Whether the answer should have come by now."""
        return bool(
            self.answered_on is None and self.reply_by and self.reply_by < timezone.localdate()
        )


class Meeting(Sourced):
    class Kind(models.TextChoices):
        NETWORK = "network", _("meeting of the village network")
        GROUP = "group", _("meeting of a group")
        WORKING = "working", _("meeting of the working group")

    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.NETWORK)
    host = models.ForeignKey(
        VillageGroup, models.PROTECT, related_name="meetings", verbose_name=_("host")
    )
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=160)
    is_cancelled = models.BooleanField(_("cancelled"), default=False)
    minutes = models.TextField(
        _("minutes"),
        max_length=20_000,
        blank=True,
        help_text=_("Name units and groups; persons only by their consent."),
    )
    minutes_on = models.DateField(_("minutes published"), null=True, blank=True)
    edition = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ("-starts_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="meeting_ends_after_it_begins",
                violation_error_message=_("The meeting ends after it begins."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {timezone.localtime(self.starts_at):%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return reverse("meeting", args=[self.pk])


class AgendaPoint(models.Model):
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="agenda")
    position = models.PositiveSmallIntegerField(_("order"), default=1)
    title = models.CharField(_("point"), max_length=200)
    text = models.TextField(_("in more words"), max_length=2_000, blank=True)
    invited_unit = models.CharField(
        _("invited unit of the municipality"), max_length=120, blank=True
    )
    goal = models.ForeignKey(Goal, models.SET_NULL, null=True, blank=True, related_name="+")
    statement = models.ForeignKey(
        Statement, models.SET_NULL, null=True, blank=True, related_name="agenda_points"
    )
    conflict = models.ForeignKey(
        GoalLink, models.SET_NULL, null=True, blank=True, related_name="agenda_points"
    )
    proposed_by = models.CharField(_("proposed by"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("agenda point")
        verbose_name_plural = _("agenda points")
        ordering = ("meeting", "position", "pk")

    def __str__(self) -> str:
        return self.title


class WorkingGroupSeat(Sourced):
    """A seat in the small working group: a function and who fills it, never a person."""

    class Kind(models.TextChoices):
        OFFICER = "officer", _("officer of the municipality")
        POLITICIAN = "politician", _("politician")
        VILLAGE = "village", _("representative of the villages")

    kind = models.CharField(_("seat"), max_length=10, choices=Kind)
    held_by = models.CharField(
        _("filled from"),
        max_length=120,
        help_text=_("A unit, committee or group by its name; never a person."),
    )
    group = models.ForeignKey(
        VillageGroup,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="seats",
        verbose_name=_("village group"),
    )
    contact = models.EmailField(_("function address"), blank=True)
    since = models.DateField(_("since"), null=True, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)
    edition = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("seat in the working group")
        verbose_name_plural = _("seats in the working group")
        ordering = ("kind", "since", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(since__isnull=True) | Q(until__gte=F("since")),
                name="working_group_seat_ends_after_it_begins",
                violation_error_message=_("A seat ends after it begins."),
            ),
            models.CheckConstraint(
                condition=Q(group__isnull=True) | Q(kind="village"),
                name="working_group_seat_group_is_of_the_villages",
                violation_error_message=_("Only the villages' seat is filled by a village group."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.held_by}"


class NetworkChoice(Sourced):
    """A choice of the working group: what, why, and when it is looked at again."""

    chosen_on = models.DateField(_("date"))
    what = models.CharField(_("what was chosen"), max_length=200)
    why = models.TextField(_("why"), max_length=2_000)
    next_check_on = models.DateField(_("next check-in"), null=True, blank=True)
    came_of_it = models.TextField(_("what came of it"), max_length=2_000, blank=True)
    edition = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("choice of the working group")
        verbose_name_plural = _("choices of the working group")
        ordering = ("-chosen_on", "-pk")

    def __str__(self) -> str:
        return self.what

    @property
    def is_due(self) -> bool:
        """Whether it should have been looked at again by now."""
        return bool(self.next_check_on and self.next_check_on < timezone.localdate())
