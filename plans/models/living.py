"""Living here: life situations, who would like to, and how it is felt to go; no one is named."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from plans.models.housing import HousingProject


class Situation(models.TextChoices):
    FIRST_HOME = "first_home", _("first home")
    FAMILY = "family", _("family")
    SEPARATION = "separation", _("after a separation")
    TOO_BIG = "too_big", _("too big a house to sell")
    AGE = "age", _("adapted for age")


class LifeSituation(models.Model):
    """Whether one place has a home for one situation of life; no row: not known."""

    class State(models.TextChoices):
        EXISTS = "exists", _("exists")
        PLANNED = "planned", _("planned")
        MISSING = "missing", _("missing")

    locality = models.ForeignKey(
        "geo.Locality", models.CASCADE, related_name="life_situations", verbose_name=_("locality")
    )
    situation = models.CharField(_("life situation"), max_length=12, choices=Situation)
    state = models.CharField(_("state"), max_length=8, choices=State)
    source = models.CharField(_("source"), max_length=300)
    stated_on = models.DateField(_("as of"))

    class Meta:
        verbose_name = _("life situation")
        verbose_name_plural = _("life situations")
        constraints = (
            models.UniqueConstraint(
                fields=("locality", "situation"), name="life_situation_once_a_place"
            ),
        )

    def __str__(self) -> str:
        return f"{self.locality}: {self.get_situation_display()}"


class HousingInterest(models.Model):
    """Somebody would like to live here; nothing says who."""

    locality = models.ForeignKey(
        "geo.Locality", models.CASCADE, related_name="interests", verbose_name=_("locality")
    )
    project = models.ForeignKey(
        HousingProject, models.SET_NULL, null=True, blank=True, related_name="interests"
    )
    situation = models.CharField(_("life situation"), max_length=12, choices=Situation)
    tenure = models.CharField(_("tenure"), max_length=12, choices=HousingProject.Tenure)
    # A day, never a time: what many do in one hour could be told apart.
    made_on = models.DateField(auto_now_add=True)

    class Meta:
        verbose_name = _("wish to live here")
        verbose_name_plural = _("wishes to live here")

    def __str__(self) -> str:
        return f"{self.locality}: {self.get_situation_display()}"


class PollAnswer(models.Model):
    """One answer to the year's question; the voter is a digest, forgotten of any address."""

    class Felt(models.TextChoices):
        BETTER = "better", _("better")
        SAME = "same", _("the same")
        WORSE = "worse", _("worse")

    locality = models.ForeignKey(
        "geo.Locality", models.CASCADE, related_name="poll_answers", verbose_name=_("locality")
    )
    year = models.PositiveSmallIntegerField(_("year"))
    felt = models.CharField(_("answer"), max_length=6, choices=Felt)
    voter = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("answer to the poll")
        verbose_name_plural = _("answers to the poll")
        constraints = (
            models.UniqueConstraint(
                fields=("locality", "year", "voter"), name="poll_one_answer_a_year"
            ),
            models.CheckConstraint(
                condition=Q(year__gte=2000, year__lte=2200), name="poll_year_sensible"
            ),
        )

    def __str__(self) -> str:
        return f"{self.locality} {self.year}"


class PollPublication(models.Model):
    """A year's poll as it was last made public: it moves by five answers or more at a time.

    Were each answer shown as it comes, the difference from the day before would be one person's.
    """

    locality = models.ForeignKey("geo.Locality", models.CASCADE, related_name="published_polls")
    year = models.PositiveSmallIntegerField(_("year"))
    better = models.PositiveIntegerField(default=0)
    same = models.PositiveIntegerField(default=0)
    worse = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("published poll")
        verbose_name_plural = _("published polls")
        ordering = ("locality", "-year")
        constraints = (
            models.UniqueConstraint(fields=("locality", "year"), name="poll_published_once_a_year"),
            models.CheckConstraint(
                condition=Q(better__gte=10 - F("same") - F("worse")),
                name="poll_published_from_ten_answers",
            ),
        )

    def __str__(self) -> str:
        return f"{self.locality} {self.year}"

    @property
    def total(self) -> int:
        """How many had answered."""
        return self.better + self.same + self.worse

    @property
    def counts(self) -> dict[str, int]:
        """The answers by what was felt."""
        return {felt: getattr(self, felt) for felt in PollAnswer.Felt.values}
