"""Count people where they live: squares follow when an import moves localities or boundaries.

Only those squares move for which the rule gives another answer than before: what was counted
otherwise on purpose, as the demonstration's estimate, stays until something near it changes.
"""

from dataclasses import dataclass

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from geo.models import Import, Locality, Municipality
from geo.queries.belonging import Belonging, Ids, belonging

STAGE = """
CREATE TEMPORARY TABLE cell_move (cell_id bigint, municipality_id bigint, locality_id bigint)
ON COMMIT DROP
"""
NOTE = """
INSERT INTO geo_cellmove (of_id, cell_id, municipality_before, locality_before,
    municipality_after, locality_after)
SELECT %s, cell.id, cell.municipality_id, cell.locality_id, move.municipality_id,
    nullif(move.locality_id, 0)
FROM cell_move AS move JOIN geo_populationcell AS cell ON cell.id = move.cell_id
"""
MOVE = """
UPDATE geo_populationcell AS cell
SET municipality_id = move.municipality_id, locality_id = nullif(move.locality_id, 0)
FROM cell_move AS move WHERE cell.id = move.cell_id
"""
# Only what nothing else has moved since.
RETURN = """
UPDATE geo_populationcell AS cell
SET municipality_id = move.municipality_before, locality_id = locality.id
FROM geo_cellmove AS move LEFT JOIN geo_locality AS locality ON locality.id = move.locality_before
WHERE move.of_id = %s AND cell.id = move.cell_id
    AND cell.municipality_id = move.municipality_after
    AND cell.locality_id IS NOT DISTINCT FROM move.locality_after
RETURNING cell.id
"""


@dataclass(frozen=True)
class Vacated:
    """How squares stood before an undo, and which of them it put back."""

    until_now: Belonging
    put_back: Ids


def settle(*, imported: Import, before: Belonging) -> int:
    """Let squares follow what an import changed, and keep where they were; return how many."""
    after = belonging()
    common, old, new = np.intersect1d(before.cell_id, after.cell_id, True, True)
    wanted = _unless_nowhere(after.by_rule[new], after.now[new])
    is_moved = (before.by_rule[old] != after.by_rule[new]).any(1) & (wanted != after.now[new]).any(
        1
    )
    return _move(common[is_moved], wanted[is_moved], imported)


def vacate(*, imported: Import) -> Vacated:
    """Count squares where they were before an import, so that what it made can be taken away.

    Hand what it returns to `settle_back` once the rows are as they were.
    """
    until_now = belonging()
    with connection.cursor() as cursor:
        cursor.execute(RETURN, [imported.pk])
        put_back = np.array([key for (key,) in cursor.fetchall()], np.int64)
    return Vacated(until_now, put_back)


def settle_back(*, imported: Import, vacated: Vacated) -> int:
    """After an undo, count each square where it was before, or where the rule says today."""
    until_now, after = vacated.until_now, belonging()
    common, old, new = np.intersect1d(until_now.cell_id, after.cell_id, True, True)
    is_changed = (until_now.by_rule[old] != after.by_rule[new]).any(1)
    by_rule = _unless_nowhere(after.by_rule[new], after.now[new])
    # Where the rule says what it said all along, the undo took nothing away: all stays.
    wanted = np.where(is_changed[:, None], by_rule, until_now.now[old])
    is_put_back = is_changed & np.isin(common, vacated.put_back)
    wanted[is_put_back] = after.now[new][is_put_back]
    is_gone = ~_exist(wanted)
    wanted[is_gone] = by_rule[is_gone]
    is_moved = (wanted != after.now[new]).any(1)
    _move(common[is_moved], wanted[is_moved], None)
    imported.cell_moves.all().delete()
    return int((wanted != until_now.now[old]).any(1).sum())


def _unless_nowhere(by_rule: Ids, now: Ids) -> Ids:
    """Leave a square where it is that lies in no municipality any more."""
    return np.where(by_rule[:, :1] > 0, by_rule, now)


def _exist(wanted: Ids) -> NDArray[np.bool_]:
    municipalities = np.fromiter(Municipality.objects.values_list("pk", flat=True), np.int64)
    localities = np.fromiter(Locality.objects.values_list("pk", flat=True), np.int64)
    known = np.isin(wanted[:, 1], localities) | (wanted[:, 1] == 0)
    return np.isin(wanted[:, 0], municipalities) & known


def _move(cell_id: Ids, wanted: Ids, imported: Import | None) -> int:
    if not len(cell_id):
        return 0
    with connection.cursor() as cursor:
        cursor.execute(STAGE)
        with cursor.copy("COPY cell_move FROM STDIN") as copy:
            for line in zip(cell_id.tolist(), *wanted.T.tolist(), strict=True):
                copy.write_row(line)
        if imported is not None:
            cursor.execute(NOTE, [imported.pk])
        cursor.execute(MOVE)
        cursor.execute("DROP TABLE cell_move")
    return len(cell_id)
