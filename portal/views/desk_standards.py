"""Standards with their origin, changed with a preview of whom the change hits."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from plans.queries.changes import read_changes
from plans.queries.scenarios import outcome
from portal.desk_forms import read_desk
from portal.exports.tables import Table
from portal.queries.desk_notes import run_notes
from portal.queries.outcomes import effect_rows
from portal.templatetags.figures import percent, threshold
from portal.views.desk_frame import file_answer, file_links, frame
from portal.views.desk_more import levels, subpages
from services.actions.standards import change_standard
from services.errors import StandardChangedMeanwhile
from services.models import Standard


class StandardForm(forms.Form):
    """A standard's limit, share and origin, and why it is changed."""

    limit = forms.FloatField(
        min_value=0.001, max_value=1_000, label=gettext_lazy("Limit, km or minutes")
    )
    percent = forms.FloatField(
        min_value=0.01, max_value=100, label=gettext_lazy("Share of the residents, %")
    )
    origin = forms.CharField(max_length=300, label=gettext_lazy("Origin"))
    reason = forms.CharField(max_length=300, label=gettext_lazy("Why it is changed"))
    was = forms.CharField(widget=forms.HiddenInput, required=False)

    def threshold(self, standard: Standard) -> int:
        return max(round(self.cleaned_data["limit"] * _unit(standard)), 1)


def _unit(standard: Standard) -> int:
    return 60 if standard.metric == "time" else 1000


def _was(standard: Standard) -> str:
    return f"{standard.threshold}/{standard.target_share}"


@require_safe
def standards(request: HttpRequest) -> HttpResponse:
    """List the standards with their origin and what they were before."""
    asked = read_desk(request.GET)
    context = frame(request, asked, "desk-importance")
    known, is_estimate = levels(), bool(context["run"] and context["run"].is_estimate)
    every = [
        one
        for one in Standard.objects.select_related("category").prefetch_related("versions")
        if asked.keeps(known.get(one.category_id, "none"), is_estimate)
    ]
    table = _standards_table(every, run_notes(context["run"]) if context["run"] else [])
    response = file_answer(request, table)
    if response:
        return response
    more = {
        "standards": every,
        "subpages": subpages(),
        "files": file_links(request, table.kinds),
    }
    return render(request, "desk/standards.html", context | more)


def _standards_table(every: Iterable[Standard], notes: list[str]) -> Table:
    return Table(
        name="matt",
        title=_("Standards"),
        columns=[
            _("Standard"),
            _("Limit"),
            _("Share"),
            _("Rule"),
            _("Residents"),
            _("Applies to"),
            _("Origin"),
            _("Made up as an example"),
            _("Earlier versions"),
        ],
        rows=[
            [
                str(one.name),
                threshold(one),
                percent(one.target_share) if one.target_share else one.base_as_of or "–",
                one.get_rule_display(),
                one.get_group_display(),
                one.get_scope_display(),
                str(one.origin),
                _("yes") if one.is_example else _("no"),
                len(one.versions.all()),
            ]
            for one in every
        ],
        notes=notes,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def standard(request: HttpRequest, slug: str) -> HttpResponse:
    """Change one standard: first a preview of whom it hits, then for good."""
    chosen = get_object_or_404(Standard.objects.select_related("category"), slug=slug)
    context = frame(request, read_desk(request.GET), "desk-importance")
    initial = {
        "limit": chosen.threshold / _unit(chosen),
        "percent": round((chosen.target_share or 1) * 100, 4),
        "origin": str(chosen.origin),
        "was": _was(chosen),
    }
    form = StandardForm(request.POST or None, initial=initial)
    preview = None
    if request.method == "POST" and form.is_valid():
        if request.POST.get("verb") == "save":
            return _save(request, chosen, form)
        if context["run"]:
            text = f"norm,{slug},{form.threshold(chosen)},{form.cleaned_data['percent']:g}"
            preview = outcome(context["run"], read_changes([text]))
    return render(
        request,
        "desk/standard.html",
        context
        | {
            "standard": chosen,
            "form": form,
            "found": preview,
            "rows": effect_rows(preview) if preview else [],
            "versions": chosen.versions.select_related("changed_by"),
            "subpages": subpages(),
        },
    )


def _save(request: HttpRequest, chosen: Standard, form: Any) -> HttpResponse:
    was = form.cleaned_data["was"]
    if was and was != _was(chosen):
        messages.error(request, _("Somebody else changed this standard meanwhile. Look again."))
        return redirect("desk-standard", slug=chosen.slug)
    try:
        change_standard(
            standard=chosen,
            threshold=form.threshold(chosen),
            target_share=form.cleaned_data["percent"] / 100,
            origin=form.cleaned_data["origin"],
            reason=form.cleaned_data["reason"],
            by=request.user,
            was=(chosen.threshold, chosen.target_share),
        )
    except StandardChangedMeanwhile:
        messages.error(request, _("Somebody else changed this standard meanwhile. Look again."))
        return redirect("desk-standard", slug=chosen.slug)
    messages.success(request, _("Saved. Every figure follows at once."))
    return redirect("desk-standards")
