"""What every figure of the desk says of itself: run, data, date, and what is estimated."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from services.models import CoverageRun
from services.queries.asked import Asked
from services.queries.matrix import Matrix
from services.queries.runs import run_datasets


def run_notes(run: CoverageRun) -> list[str]:
    """Return the lines that go with every table, map and paper."""
    sources = [(one.title, one.publisher, one.valid_on or "") for one in run_datasets(run)]
    return _notes(run.pk, run.measured_on, sources, run.is_estimate)


def kept_notes(answer: dict[str, Any]) -> list[str]:
    """Return the same lines of an answer that was kept, also when its run is gone."""
    return _notes(answer["run"], answer["measured_on"], answer["sources"], answer["is_estimate"])


def _notes(
    number: int, measured_on: object, sources: Iterable[tuple[Any, ...]], is_estimate: bool
) -> list[str]:
    named = [
        f"{title} ({publisher}{f', {valid_on}' if valid_on else ''})"
        for title, publisher, valid_on in sources
    ]
    notes = [
        _("Run %(number)s, offers as of %(date)s; written %(today)s.")
        % {"number": number, "date": measured_on, "today": timezone.localdate()},
        _("Sources: %(names)s.") % {"names": "; ".join(named) or "–"},
    ]
    if is_estimate:
        notes.append(
            _("Estimated where no roads are loaded: straight line × 1.3, at 60 km/h (marked *).")
        )
    notes.append(
        _("Counts of 1 to 4 read <5; 5+ is at least five, hidden so that no sum gives others away.")
    )
    return notes


def asked_notes(found: Matrix) -> list[str]:
    """Return the run's lines, and what was asked of it."""
    notes = run_notes(found.run)
    asked: Asked = found.asked
    if found.moment:
        notes.append(
            _("Open at: %(when)s, in a week without holidays. Hours not known make an interval.")
            % {"when": found.moment.strftime("%Y-%m-%d %H:%M")}
        )
    if asked.counts_unconfirmed:
        notes.append(_("Unconfirmed offers are counted as if they were confirmed."))
    return notes
