"""The group a page is about, and whether its reader may write or handle its plan."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from plans.models import PlanVersion, VillageGroup
from plans.permissions import may_handle, may_write


def written_group(request: HttpRequest, slug: str) -> VillageGroup:
    """Return the group if its plan is the reader's to write."""
    group = _group(slug)
    if not may_write(request.user, group):
        raise PermissionDenied
    return group


def handled_group(request: HttpRequest, slug: str) -> VillageGroup:
    """Return the group if the reader answers for its municipality."""
    group = _group(slug)
    if not may_handle(request.user, group):
        raise PermissionDenied
    return group


def _group(slug: str) -> VillageGroup:
    return get_object_or_404(VillageGroup.objects.prefetch_related("localities"), slug=slug)


def written_version(group: VillageGroup) -> PlanVersion:
    """Return the draft, else the version in force; a group without either has nothing here."""
    status = PlanVersion.Status
    versions = PlanVersion.objects.filter(plan__group=group).select_related("plan__group")
    found = (
        versions.filter(status=status.DRAFT).order_by("-year").first()
        or versions.filter(status=status.ADOPTED).order_by("-year").first()
    )
    if found is None:
        raise Http404
    return found


def number_in(given: Any, name: str) -> int | None:
    """Read a row's number from an address, or nothing."""
    text = str(given.get(name, ""))
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None


def row_in(rows: QuerySet[Any], given: Any, name: str) -> Model | None:
    """Return the row that an address names among these rows, or none."""
    number = number_in(given, name)
    return rows.filter(pk=number).first() if number is not None else None
