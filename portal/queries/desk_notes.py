"""What every figure of the desk says of itself: run, data, date, and what is estimated."""

from django.utils import timezone
from django.utils.translation import gettext as _

from services.models import CoverageRun
from services.queries.asked import Asked
from services.queries.matrix import Matrix
from services.queries.runs import run_datasets


def run_notes(run: CoverageRun) -> list[str]:
    """Return the lines that go with every table, map and paper."""
    named = [
        f"{one.title} ({one.publisher}{', ' + str(one.valid_on) if one.valid_on else ''})"
        for one in run_datasets(run)
    ]
    notes = [
        _("Run %(number)s, offers as of %(date)s; written %(today)s.")
        % {"number": run.pk, "date": run.measured_on, "today": timezone.localdate()},
        _("Sources: %(names)s.") % {"names": "; ".join(named) or "–"},
    ]
    if run.is_estimate:
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
