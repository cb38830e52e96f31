"""Choosing the run or year below which a level must not fall."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from portal.desk_forms import read_desk
from portal.views.desk_frame import frame
from services.actions.bases import keep_level
from services.errors import BaseNotMeasured
from services.models import CoverageRun, Standard

FIRST_YEAR = 1990


class BaseForm(forms.Form):
    """Either a run that was measured here, or a year with the share that its origin states."""

    run = forms.ModelChoiceField(
        label=gettext_lazy("The level of a run"),
        queryset=CoverageRun.objects.none(),
        required=False,
        empty_label=gettext_lazy("no run: a year, below"),
    )
    year = forms.IntegerField(
        label=gettext_lazy("or of a year"), required=False, min_value=FIRST_YEAR, max_value=9_999
    )
    percent = forms.FloatField(
        label=gettext_lazy("The municipality's share that year, %"),
        required=False,
        min_value=0.01,
        max_value=100,
        help_text=gettext_lazy("As its origin states it. It is known of the municipality only."),
    )
    reason = forms.CharField(label=gettext_lazy("Why this base"), max_length=300)

    def __init__(self, *args: Any, standard: Standard, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        done = f"{standard.category_id}/{standard.metric}"
        run: Any = self.fields["run"]
        run.queryset = CoverageRun.objects.filter(
            status=CoverageRun.Status.FINISHED, done__contains=[done]
        )
        run.label_from_instance = lambda one: (
            _("run %(number)s, %(date)s")
            % {
                "number": one.pk,
                "date": one.measured_on,
            }
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        run, year, percent = (cleaned.get(name) for name in ("run", "year", "percent"))
        if self.errors:
            return cleaned
        if run and (year or percent):
            self.add_error("year", _("Choose a run or a year, not both."))
        elif not run and (year is None or percent is None):
            self.add_error("year", _("Choose a run, or give a year with its share."))
        elif year and year > timezone.localdate().year:
            self.add_error("year", _("That year has not been yet."))
        return cleaned


@require_http_methods(["GET", "HEAD", "POST"])
def base(request: HttpRequest, slug: str) -> HttpResponse:
    """Choose the base of a level to be kept, and show the levels that it gives."""
    chosen = get_object_or_404(Standard.objects.select_related("category"), slug=slug)
    form = BaseForm(request.POST or None, standard=chosen)
    if request.method == "POST" and form.is_valid():
        percent = form.cleaned_data["percent"]
        try:
            kept = keep_level(
                standard=chosen,
                run=form.cleaned_data["run"],
                year=form.cleaned_data["year"],
                share=percent and percent / 100,
                reason=form.cleaned_data["reason"],
                by=request.user,
            )
        except BaseNotMeasured as error:
            form.add_error("run", str(error.words))
        else:
            messages.success(request, _("Saved. A goal can be measured by it from now on."))
            return redirect("desk-standard-base", kept.slug)
    context = frame(request, read_desk(request.GET), "desk-importance")
    levels = chosen.base_levels.select_related("locality").order_by("-is_whole", "locality__name")  # type: ignore[attr-defined]
    page = {"standard": chosen, "form": form, "levels": levels}
    return render(request, "desk/standard_base.html", context | page)
