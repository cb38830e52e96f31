"""A cell of the desk's matrix opened: who is affected, what is nearest, which goals answer."""

from dataclasses import dataclass

from plans.queries.goals import AssessedGoal
from portal.queries.measured import Measured
from services.models import Standard
from services.queries.affected import Affected, affected
from services.queries.matrix import Area, Column, Matrix


@dataclass(frozen=True)
class CellPage:
    area: Area
    number: int
    column: Column
    affected: Affected
    goals: list[AssessedGoal]


def cell_page(found: Matrix, area_key: str, slug: str, measured: Measured) -> CellPage | None:
    """Open one cell; None where there is no such area or column."""
    column = found.column(slug)
    number = next((n for n, area in enumerate(found.areas) if area.key == area_key), None)
    if column is None or number is None:
        return None
    area = found.areas[number]
    inside = None if area.is_total else number
    return CellPage(
        area=area,
        number=number,
        column=column,
        affected=affected(found.run, column.standard, inside, found.asked),
        goals=goals_answering(measured, column.standard, area),
    )


def goals_answering(measured: Measured, standard: Standard, area: Area) -> list[AssessedGoal]:
    """Return the goals that aim at this service here, or everywhere."""
    return [
        one
        for one in measured.goals
        if one.goal.target_standard
        and one.goal.target_standard.category_id == standard.category_id
        and (
            area.is_total
            or one.goal.locality_id is None
            or (area.locality and one.goal.locality_id == area.locality.pk)
        )
    ]
