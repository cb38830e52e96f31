"""Choosing the base that a level must not fall below, and writing that level down."""

from django.db import transaction

from geo.models import Dataset
from services.errors import BaseNotMeasured
from services.models import BaseLevel, CoverageRun, Standard
from services.queries.asked import AS_IT_IS
from services.queries.home import home_cells
from services.queries.matrix import column_of


@transaction.atomic
def base_on_run(*, standard: Standard, run: CoverageRun) -> Standard:
    """Have a standard keep the level that a run measured; the run is kept as long."""
    measured_on = Dataset.objects.filter(coveragerun=run, kind=Dataset.Kind.POPULATION)
    is_as_it_was = not measured_on.filter(is_active=False).exists()
    if f"{standard.category_id}/{standard.metric}" not in run.done or not is_as_it_was:
        raise BaseNotMeasured
    home = home_cells(run)
    column = column_of(run, home, standard, AS_IT_IS, {})
    areas = [(pk or None, False) for pk in home.locality_id] + [(None, True)]
    standard.base_levels.all().delete()  # type: ignore[attr-defined]
    BaseLevel.objects.bulk_create(
        BaseLevel(
            standard=standard,
            locality_id=locality_id,
            is_whole=is_whole,
            share=min(float(column.share[number]), 1.0),
            is_estimate=bool(column.estimated[number]),
        )
        for number, (locality_id, is_whole) in enumerate(areas)
        if column.residents[number] > 0
    )
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
