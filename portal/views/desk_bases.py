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
from portal.drawing.matrix import area_name, shown_count
from portal.templatetags.figures import percent
from portal.views.desk_frame import frame
from services.actions.bases import keep_level
from services.errors import BaseNotMeasured
from services.models import BaseLevel, CoverageRun, Standard
from services.queries.against_base import AgainstBase, against_base, levels_of_run

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
    """Choose the base of a level to be kept; see first who is worse off today than it."""
    chosen = get_object_or_404(Standard.objects.select_related("category"), slug=slug)
    form = BaseForm(request.POST or None, standard=chosen)
    context = frame(request, read_desk(request.GET), "desk-importance")
    levels = list(chosen.base_levels.select_related("locality"))  # type: ignore[attr-defined]
    is_preview = request.method == "POST" and request.POST.get("verb") == "preview"
    if is_preview and form.is_valid():
        try:
            levels = _asked_levels(chosen, form)
        except BaseNotMeasured as error:
            form.add_error("run", str(error.words))
    elif request.method == "POST" and form.is_valid():
        share = form.cleaned_data["percent"]
        try:
            kept = keep_level(
                standard=chosen,
                run=form.cleaned_data["run"],
                year=form.cleaned_data["year"],
                share=share and share / 100,
                reason=form.cleaned_data["reason"],
                by=request.user,
            )
        except BaseNotMeasured as error:
            form.add_error("run", str(error.words))
        else:
            messages.success(request, _("Saved. A goal can be measured by it from now on."))
            return redirect("desk-standard-base", kept.slug)
    found = against_base(context["run"], chosen, levels) if context["run"] else []
    page = {
        "standard": chosen,
        "form": form,
        "is_preview": is_preview and form.is_valid(),
        "rows": [_row(one) for one in found],
        "worse": sum(one.is_worse for one in found if not one.area.is_total or len(found) == 1),
    }
    return render(request, "desk/standard_base.html", context | page)


def _asked_levels(standard: Standard, form: BaseForm) -> list[BaseLevel]:
    """Return the levels that the form asks to keep, without keeping them."""
    run, share = form.cleaned_data["run"], form.cleaned_data["percent"]
    if run:
        return levels_of_run(standard, run)
    return [BaseLevel(standard=standard, is_whole=True, share=share / 100)]


def _row(one: AgainstBase) -> dict[str, Any]:
    """Say one area's levels in words; shares of a count that is hidden stay unsaid."""
    few = _("too few to say")
    return {
        "name": area_name(one.area),
        "is_total": one.area.is_total,
        "base": few if one.is_hidden else percent(one.base),
        "now": few if one.is_hidden else percent(one.now),
        "fallen": shown_count(one.fallen, one.is_hidden),
        "verdict": str(one.verdict),
        "is_estimate": one.is_estimate,
    }
