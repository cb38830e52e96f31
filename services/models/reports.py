"""What anyone tells the register: an error, or something that is missing."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ReportQuerySet(models.QuerySet["Report"]):
    def confirmed(self) -> "ReportQuerySet":
        """Keep those whose sender has confirmed the address: the others are not received."""
        return self.filter(confirmed_at__isnull=False)

    def to_handle(self) -> "ReportQuerySet":
        """Keep those that wait for an answer."""
        return self.confirmed().filter(state=Report.State.RECEIVED)


class Report(models.Model):
    class Kind(models.TextChoices):
        ERROR = "error", _("Something is wrong")
        MISSING = "missing", _("Something is missing: there is one")
        PROPOSAL = "proposal", _("A proposal")
        ACCESSIBILITY = "accessibility", _("The portal is hard to use")

    class State(models.TextChoices):
        RECEIVED = "received", _("received")
        CORRECTED = "corrected", _("put right on the map")
        FORWARDED = "forwarded", _("passed on to whoever decides")
        DECLINED = "declined", _("not changed")

    kind = models.CharField(_("what it is about"), max_length=14, choices=Kind, default=Kind.ERROR)
    text = models.TextField(_("in your own words"), max_length=4_000)
    email = models.EmailField(_("your e-mail"))
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    locality = models.ForeignKey(
        "geo.Locality", models.SET_NULL, null=True, blank=True, verbose_name=_("locality")
    )
    category = models.ForeignKey(
        "services.Category", models.SET_NULL, null=True, blank=True, verbose_name=_("service")
    )
    service_point = models.ForeignKey(
        "services.ServicePoint", models.SET_NULL, null=True, blank=True, verbose_name=_("place")
    )
    about = models.CharField(_("page it is about"), max_length=300, blank=True)
    # The same form sent twice is one report.
    form_key = models.UUIDField(null=True, blank=True, unique=True, editable=False)
    sent_at = models.DateTimeField(_("sent"), auto_now_add=True)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.RECEIVED)
    answer = models.TextField(_("answer to the sender"), max_length=4_000, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ("-sent_at", "-pk")
        constraints = (
            models.CheckConstraint(condition=~Q(text=""), name="report_says_something"),
            models.CheckConstraint(
                condition=Q(state="received", answered_at__isnull=True)
                | (~Q(state="received") & Q(answered_at__isnull=False)),
                name="report_answered_when_handled",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | Q(confirmed_at__isnull=False),
                name="report_answered_only_when_confirmed",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed_at is not None
