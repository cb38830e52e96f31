"""Consultations: the municipality asks before it decides, and replies to each answer."""

import secrets

from django.conf import settings
from django.contrib.gis.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from geo.models import Sourced
from plans.models.groups import VillageGroup
from plans.models.housing import HousingProject


class Consultation(Sourced):
    class Kind(models.TextChoices):
        PLAN = "plan", _("draft plan")
        SERVICE = "service", _("change of a service")
        HOUSING = "housing", _("housing project")
        OTHER = "other", _("other question")

    title = models.CharField(_("title"), max_length=160)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    text = models.TextField(_("what is asked"), max_length=8_000)
    unit = models.CharField(_("unit of the municipality"), max_length=120)
    localities = models.ManyToManyField(
        "geo.Locality", related_name="consultations", verbose_name=_("localities")
    )
    area = models.MultiPolygonField(_("area"), srid=3006, null=True, blank=True)
    housing_project = models.ForeignKey(
        HousingProject,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="consultations",
        verbose_name=_("housing project"),
    )
    opens_on = models.DateField(_("opens"))
    closes_on = models.DateField(_("closes"))
    is_formal = models.BooleanField(
        _("formal stage under the Planning and Building Act"), default=False
    )
    official_url = models.URLField(_("address of the official board"), blank=True)
    is_draft = models.BooleanField(_("draft, seen by the municipality only"), default=False)
    edition = models.PositiveIntegerField(default=1, editable=False)
    told_at = models.DateTimeField(_("groups told"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("consultation")
        verbose_name_plural = _("consultations")
        ordering = ("-closes_on", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(opens_on__lte=F("closes_on")),
                name="consultation_closes_after_it_opens",
                violation_error_message=_("The consultation closes after it opens."),
            ),
            models.CheckConstraint(
                condition=Q(is_formal=False) | ~Q(official_url=""),
                name="consultation_formal_leads_to_the_board",
                violation_error_message=_(
                    "A formal stage needs the address of the official board, where answers count."
                ),
            ),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("consultation", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Whether answers are taken today."""
        today = timezone.localdate()
        return bool(not self.is_draft and self.opens_on <= today <= self.closes_on)

    @property
    def is_coming(self) -> bool:
        return bool(self.has_not_opened and not self.is_draft)

    @property
    def has_not_opened(self) -> bool:
        """Whether it may still be changed: nobody can have answered yet."""
        return bool(self.is_draft or self.opens_on > timezone.localdate())


def random_name(instance: models.Model, filename: str) -> str:
    """Name an upload by chance: nothing of what its sender called it is kept."""
    return f"consultations/{secrets.token_hex(16)}.pdf"


class ConsultationFile(models.Model):
    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="files")
    title = models.CharField(_("title of the document"), max_length=160)
    file = models.FileField(_("document (PDF)"), upload_to=random_name)

    class Meta:
        verbose_name = _("document of a consultation")
        verbose_name_plural = _("documents of consultations")
        ordering = ("consultation", "pk")

    def __str__(self) -> str:
        return self.title


class ConsultationAnswer(models.Model):
    class Outcome(models.TextChoices):
        TAKEN_UP = "taken_up", _("taken up")
        PARTLY = "partly", _("partly taken up")
        NOT = "not", _("not taken up")

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="answers")
    group = models.ForeignKey(
        VillageGroup, models.CASCADE, null=True, blank=True, related_name="consultation_answers"
    )
    text = models.TextField(_("your answer"), max_length=8_000)
    shown_name = models.CharField(_("name to show"), max_length=80, blank=True)
    email = models.EmailField(_("your e-mail"), blank=True)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    sent_at = models.DateTimeField(auto_now_add=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome, blank=True)
    reply = models.TextField(_("reply"), max_length=4_000, blank=True)
    replied_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("answer to a consultation")
        verbose_name_plural = _("answers to consultations")
        ordering = ("consultation", "sent_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("consultation", "group"), name="consultation_one_answer_a_group"
            ),
            models.CheckConstraint(
                condition=Q(group__isnull=False) | ~Q(email=""),
                name="consultation_answer_of_somebody",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", replied_on__isnull=True)
                | (~Q(outcome="") & ~Q(reply="") & Q(replied_on__isnull=False)),
                name="consultation_reply_has_a_reason",
                violation_error_message=_("A reply says what became of it, and why."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.consultation} {self.pk}"
