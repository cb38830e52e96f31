"""What reviewers work with: ready reasons, watched villages, what was escalated, look-alikes."""

from django.conf import settings
from django.contrib.gis.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from route221.models.business import Business


class ReasonText(models.Model):
    """A reason that reviewers often give, ready to be taken and changed."""

    class Verb(models.TextChoices):
        ASK_CHANGES = "ask_changes", _("ask for changes")
        REJECT = "reject", _("reject")

    verb = models.CharField(_("used to"), max_length=12, choices=Verb)
    title = models.CharField(_("short"), max_length=80)
    text = models.TextField(_("the reason, as it is sent"), max_length=2000)

    class Meta:
        verbose_name = _("ready reason")
        verbose_name_plural = _("ready reasons")
        ordering = ("verb", "title", "pk")

    def __str__(self) -> str:
        return str(self.title)


class Watch(models.Model):
    """A village, with its surroundings, from which a reviewer wants word by mail."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="watches")
    locality = models.ForeignKey("geo.Locality", models.CASCADE, verbose_name=_("locality"))
    radius_km = models.PositiveSmallIntegerField(
        _("and everything within, km"), default=0, help_text=_("0: the village alone")
    )

    class Meta:
        verbose_name = _("watched area")
        verbose_name_plural = _("watched areas")
        constraints = (
            models.UniqueConstraint("user", "locality", name="watch_once"),
            models.CheckConstraint(condition=Q(radius_km__lte=50), name="watch_radius_bounded"),
        )

    def __str__(self) -> str:
        return f"{self.locality} {self.radius_km} km"


class Escalated(models.Model):
    """What waited too long and has been told of, so that it is told of once."""

    why = models.CharField(max_length=10)
    item = models.BigIntegerField()
    told_on = models.DateField()

    class Meta:
        verbose_name = _("escalation")
        verbose_name_plural = _("escalations")
        constraints = (models.UniqueConstraint("why", "item", name="escalated_once"),)

    def __str__(self) -> str:
        return f"{self.why} {self.item}"


class LookAlike(models.Model):
    """Two entries that may be one thing, found by the daily round; kept when dismissed."""

    business = models.ForeignKey(Business, models.CASCADE, related_name="+")
    other_business = models.ForeignKey(Business, models.CASCADE, null=True, related_name="+")
    service_point = models.ForeignKey(
        "services.ServicePoint", models.CASCADE, null=True, related_name="+"
    )
    found_at = models.DateTimeField(auto_now_add=True)
    is_dismissed = models.BooleanField(_("not the same"), default=False)

    class Meta:
        verbose_name = _("possible duplicate")
        verbose_name_plural = _("possible duplicates")
        constraints = (
            models.CheckConstraint(
                condition=Q(other_business__isnull=True, service_point__isnull=False)
                | Q(other_business__gt=F("business"), service_point__isnull=True),
                name="look_alike_is_one_pair",
            ),
            models.UniqueConstraint(
                "business",
                "other_business",
                "service_point",
                name="look_alike_once",
                nulls_distinct=False,
            ),
        )

    def __str__(self) -> str:
        return f"{self.business} = {self.other_business or self.service_point}?"
