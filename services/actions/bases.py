"""Choosing the base that a level must not fall below, and writing that level down."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from services.errors import BaseNotMeasured
from services.models import BaseLevel, CoverageRun, Standard, StandardVersion
from services.queries.against_base import levels_of_run


@transaction.atomic
def base_on_run(*, standard: Standard, run: CoverageRun) -> Standard:
    """Have a standard keep the level that a run measured; the run is kept as long."""
    levels = levels_of_run(standard, run)
    standard.base_levels.all().delete()  # type: ignore[attr-defined]
    BaseLevel.objects.bulk_create(levels)
    return _keep_level(standard, run, run.measured_on.isoformat())


@transaction.atomic
def base_on_year(*, standard: Standard, year: int, share: float) -> Standard:
    """Have a standard keep the share that its origin states for the municipality in a year."""
    standard.base_levels.all().delete()  # type: ignore[attr-defined]
    BaseLevel.objects.create(standard=standard, is_whole=True, share=share)
    return _keep_level(standard, None, str(year))


def _keep_level(standard: Standard, run: CoverageRun | None, as_of: str) -> Standard:
    standard.rule = Standard.Rule.NOT_WORSE
    standard.target_share, standard.base_run, standard.base_as_of = None, run, as_of
    standard.save(update_fields=["rule", "target_share", "base_run", "base_as_of"])
    return standard


@transaction.atomic
def keep_level(
    *,
    standard: Standard,
    reason: str,
    by: Any,
    run: CoverageRun | None = None,
    year: int | None = None,
    share: float | None = None,
) -> Standard:
    """Choose the base below which a level must not fall, with the reason.

    A standard that asks for a share stays as it is: the level is asked for by one beside it, of the
    same service, limit and people.
    """
    kept = standard if standard.is_not_worse else _beside(standard, is_whole=run is None)
    kept = Standard.objects.select_for_update(of=("self",)).get(pk=kept.pk)
    if kept.base_as_of:
        StandardVersion.objects.create(
            standard=kept,
            threshold=kept.threshold,
            target_share=None,
            origin=f"{kept.origin} ({kept.base_as_of})"[:300],
            reason=reason,
            changed_by=by,
        )
    if run is not None:
        return base_on_run(standard=kept, run=run)
    if year is None or share is None:
        raise BaseNotMeasured
    return base_on_year(standard=kept, year=year, share=share)


def _beside(standard: Standard, *, is_whole: bool) -> Standard:
    slug = f"{standard.slug[:43]}-niva"
    known = Standard.objects.filter(slug=slug).first()
    if known is not None:
        return known
    made = Standard(
        slug=slug,
        category=standard.category,
        rule=Standard.Rule.NOT_WORSE,
        group=standard.group,
        metric=standard.metric,
        threshold=standard.threshold,
        scope=Standard.Scope.MUNICIPALITY if is_whole else standard.scope,
    )
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            words = _("%(name)s: not worse than before") % {"name": standard.name}
            setattr(made, f"name_{code}", words[:160])
            setattr(made, f"origin_{code}", _("chosen at the planner's desk"))
    made.save()
    return made
