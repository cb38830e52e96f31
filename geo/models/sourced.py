"""A fact says where it comes from, as of when, and whether it is made up to show a feature."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Sourced(models.Model):
    dataset = models.ForeignKey(
        "geo.Dataset", models.PROTECT, null=True, blank=True, verbose_name=_("dataset")
    )
    source = models.CharField(_("source"), max_length=300, blank=True)
    as_of = models.CharField(
        _("as of"), max_length=40, blank=True, help_text=_("A year or date; empty: undated")
    )
    is_example = models.BooleanField(_("made up as an example"), default=False)

    class Meta:
        abstract = True
