"""Changing what should be within reach: what it was before stays, with the reason."""

from typing import Any

from django.db import transaction

from services.actions.bases import base_on_run
from services.errors import BaseNotMeasured, StandardChangedMeanwhile
from services.models import Standard, StandardVersion


@transaction.atomic
def change_standard(
    *,
    standard: Standard,
    threshold: int,
    target_share: float | None,
    origin: str,
    reason: str,
    by: Any,
    was: tuple[int, float | None] | None = None,
) -> Standard:
    """Change a standard and keep its earlier version; `was` refuses if another changed it.

    Verdicts are computed on reading, so no run is needed. A level to be kept is read anew from
    its base run by the new threshold, which a base that is only stated does not allow.
    """
    current = Standard.objects.select_for_update().get(pk=standard.pk)
    if was is not None and was != (current.threshold, current.target_share):
        raise StandardChangedMeanwhile
    StandardVersion.objects.create(
        standard=current,
        threshold=current.threshold,
        target_share=current.target_share,
        origin=str(current.origin),
        reason=reason,
        changed_by=by,
    )
    current.threshold, current.target_share, current.origin = threshold, target_share, origin
    current.full_clean(exclude=["slug", "name", "category", "base_run"])
    current.save()
    if current.is_not_worse:
        if current.base_run is None:
            raise BaseNotMeasured
        return base_on_run(standard=current, run=current.base_run)
    return current
