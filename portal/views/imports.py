"""Staff take files in: upload, look at what it would do, confirm, history, undo."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadhandler import StopUpload, TemporaryFileUploadHandler
from django.core.paginator import Paginator
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_POST

from accounts.permissions import municipalities_kept
from geo.actions.imports import NotUndoable, can_undo, remember_columns, undo
from geo.imports.errors import UnusableFile
from geo.imports.options import Options
from geo.imports.planning import KINDS
from geo.models import Import
from portal.actions.imports import drop_import, forget_old_files, path_of, store_file
from portal.exports.register import FORMATS, sources_of, write_table
from portal.import_forms import MB, ColumnsForm, ImportForm
from portal.imports import TABLES, table_of
from portal.queries.imports import (
    kinds_of,
    needed_columns,
    next_steps_of,
    notes_of,
    on_the_map,
    place_names,
    progress_of,
    refusal_of,
    shapes_of,
    show,
    table_name,
    titles_of,
    undone_of,
)
from portal.tasks import apply_import, read_import

PER_PAGE = 25
CHANGES_PER_PAGE = 50
State = Import.State


class BoundedUpload(TemporaryFileUploadHandler):
    """Stops an upload that is larger than any file may be, before it fills the disk."""

    def handle_raw_input(self, *args: Any, **kwargs: Any) -> None:
        self.left = settings.IMPORT_MOST_MB * MB + 2 * MB

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.left -= len(raw_data)
        if self.left < 0:
            raise StopUpload(connection_reset=True)
        super().receive_data_chunk(raw_data, start)


@csrf_exempt
def imports(request: HttpRequest) -> HttpResponse:
    """List imports, and take a new file; the upload is bounded before anything reads it."""
    request.upload_handlers = [BoundedUpload(request)]
    return _imports(request)


@csrf_protect
@never_cache
def _imports(request: HttpRequest) -> HttpResponse:
    within = municipalities_kept(request.user)
    form = ImportForm(request.POST or None, request.FILES or None, within=within)
    if request.method == "POST":
        if form.is_valid():
            return redirect("import", _begin(request, form).pk)
    else:
        form = ImportForm(within=within)
    page = Paginator(Import.objects.select_related("by"), PER_PAGE).get_page(
        request.GET.get("page")
    )
    rows = [(one, table_name(one.table)) for one in page.object_list]
    sources = {slug: sources_of(table_of(slug)) for slug in TABLES}
    titles = titles_of([one for found in sources.values() for one in found])
    downloads = [
        (
            slug,
            table_name(slug),
            FORMATS[slug],
            [(one, titles.get(one, one)) for one in sources[slug]],
        )
        for slug in TABLES
    ]
    context = {
        "form": form,
        "page_obj": page,
        "rows": rows,
        "downloads": downloads,
        "needed": needed_columns(),
        "places": place_names(),
    }
    context["is_local"] = within is not None
    return render(request, "portal/imports.html", context)


def _begin(request: HttpRequest, form: ImportForm) -> Import:
    forget_old_files()
    file = form.cleaned_data["file"]
    ending = Path(file.name).suffix.lower()
    stored = store_file(chunks=file.chunks(), ending=ending)
    with transaction.atomic():
        imported = Import.objects.create(
            table=form.cleaned_data["table"],
            source=form.source_name,
            file_name=Path(file.name).name[:200],
            stored_name=stored,
            options=form.options().as_json(),
            by=request.user,
        )
        transaction.on_commit(lambda: read_import.enqueue(imported.pk))
    return imported


@never_cache
def imported(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one import: how far it is, what it would do or did, and what can be decided."""
    one = get_object_or_404(Import.objects.select_related("by", "dataset"), pk=pk)
    if one.table not in TABLES:
        raise Http404
    kind = request.GET.get("visa", "")
    kind = kind if kind in KINDS else ""
    rows = one.changes.filter(kind=kind) if kind else one.changes.exclude(kind="unchanged")
    page = Paginator(rows, CHANGES_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "one": one,
        "table_name": table_name(one.table),
        "progress": progress_of(one),
        "kinds": kinds_of(one),
        "kind": kind,
        "query": f"visa={kind}&" if kind else "",
        "page_obj": page,
        "changes": show(one, page.object_list),
        "refusal": refusal_of(one),
        "notes": notes_of(one),
        "undone": undone_of(one),
        "next_steps": next_steps_of(one) if one.state == State.APPLIED else [],
        "can_undo": can_undo(one) and may_decide(request.user, one),
        "may_decide": may_decide(request.user, one),
        "has_points": on_the_map(one).exists(),
        "columns_form": _columns_form(one) if may_decide(request.user, one) else None,
    }
    return render(request, "portal/import.html", context)


@never_cache
@require_GET
def import_progress(request: HttpRequest, pk: int) -> JsonResponse:
    """Answer how far an import is."""
    return JsonResponse(progress_of(get_object_or_404(Import, pk=pk)))


@never_cache
@require_GET
def import_points(request: HttpRequest, pk: int) -> JsonResponse:
    """Answer where the changes of an import lie."""
    return JsonResponse(shapes_of(get_object_or_404(Import, pk=pk)))


@require_POST
def decide_import(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm what was looked at, read the file again with other columns, drop or undo it."""
    one = get_object_or_404(Import, pk=pk)
    if not may_decide(request.user, one):
        raise PermissionDenied
    verb = request.POST.get("verb", "")
    acts = {"confirm": _confirm, "columns": _again, "drop": _drop, "undo": _undo}
    if verb in acts and one.table in TABLES:
        acts[verb](request, one)
    return redirect("import", pk)


def may_decide(user: Any, one: Import) -> bool:
    """Whose role covers one municipality decides on their own imports only."""
    return municipalities_kept(user) is None or one.by_id == user.pk


def _confirm(request: HttpRequest, one: Import) -> None:
    looked_at = request.POST.get("digest", "")
    confirmed = Import.objects.filter(pk=one.pk, state=State.READY, digest=looked_at).update(
        state=State.CONFIRMED, refusal="", step="", done=0, total=0, touched_at=timezone.now()
    )
    if confirmed:
        apply_import.enqueue(one.pk)
    else:
        messages.warning(request, str(_("Something has changed since you looked at it.")))


def _again(request: HttpRequest, one: Import) -> None:
    if one.state not in (State.READY, State.REFUSED) or not one.stored_name:
        return
    form = _columns_form(one, request.POST)
    if form is None or not form.is_valid():
        messages.error(request, str(_("Choose among the columns of the file.")))
        return
    header = form.header
    columns = {name: value for name, value in form.cleaned_data.items() if value}
    left_out = {name: "" for name, value in form.cleaned_data.items() if not value}
    remember_columns(table=one.table, header=header, columns=left_out | columns)
    Import.objects.filter(pk=one.pk).update(
        state=State.WAITING, refusal="", counts={}, notes={}, touched_at=timezone.now()
    )
    read_import.enqueue(one.pk)


def _drop(request: HttpRequest, one: Import) -> None:
    drop_import(imported=one)


def _undo(request: HttpRequest, one: Import) -> None:
    try:
        undo(table=table_of(one.table), imported=one, by=request.user)
    except NotUndoable:
        messages.warning(request, str(_("Only the newest import of a source can be undone.")))


def _columns_form(one: Import, data: Any = None) -> ColumnsForm | None:
    """Offer the file's columns for choice while the file is there."""
    if one.state not in (State.READY, State.REFUSED) or not one.stored_name:
        return None
    table = table_of(one.table)
    path, options = path_of(one), Options.from_json(one.options)
    if not path.is_file() or not table.every_column():
        return None
    try:
        header = table.open(path, options).columns
        chosen = table.mapping(header, options)
    except UnusableFile:
        return None
    return ColumnsForm(data, table=one.table, header=header, initial=chosen)


@require_GET
def download(request: HttpRequest, table: str, ending: str) -> FileResponse:
    """Give a table as a file that can be edited and taken in again."""
    if table not in TABLES or ending not in FORMATS[table]:
        raise Http404
    if not request.user.is_authenticated:
        raise PermissionDenied
    sources = sources_of(table_of(table))
    source = request.GET.get("kalla") or (sources[0] if sources else "")
    if source and source not in sources:
        raise Http404
    path = write_table(table_of(table), ending, source)
    file = path.open("rb")
    path.unlink()
    return FileResponse(file, as_attachment=True, filename=f"{source or table}.{ending}")
