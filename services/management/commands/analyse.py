"""Measure the coverage once and print the table of gaps."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from geo.analysis.verdicts import Verdict
from geo.models import PopulationCell
from services.actions.coverage import run_coverage
from services.errors import CoverageError
from services.models import CoverageRun
from services.queries.coverage import Finding, findings
from services.tasks import measure_coverage

NAMED = 20


class Command(BaseCommand):
    help = "Measure what every resident reaches, store the run, and print it by locality."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--metric", choices=["distance", "time"], action="append", help="both, if not said"
        )
        parser.add_argument("--enqueue", action="store_true", help="measure in the background")

    def handle(self, *args: Any, **options: Any) -> None:
        metrics = options["metric"] or ["distance", "time"]
        if options["enqueue"]:
            task = measure_coverage.enqueue(metrics)
            self.stdout.write(f"Task {task.id} is waiting for the worker.")
            return
        try:
            run = run_coverage(metrics=metrics, progress=self.show_progress)
        except CoverageError as error:
            raise CommandError(str(error)) from error
        found = findings(run)
        estimated = (
            " · estimated where no roads are loaded (straight line × 1.3)"
            if run.is_estimate
            else ""
        )
        self.stdout.write(f"Run {run.pk}, offers as of {run.measured_on}{estimated}")
        self._name_unjoined(run)
        self.stdout.write(HEADER)
        for finding in found:
            self.stdout.write(line(finding))

    def _name_unjoined(self, run: CoverageRun) -> None:
        count = run.report["joined_nowhere"]
        if not count:
            return
        named = PopulationCell.objects.filter(pk__in=run.report["cells_joined_nowhere"][:NAMED])
        names = ", ".join(named.order_by("pk").values_list("grid_id", flat=True))
        more = f" and {count - NAMED} more" if count > NAMED else ""
        self.stdout.write(
            f"{count} of {run.report['cells']} cells are more than 2 km from a road that can be"
            f" joined, and count as unreached: {names}{more}"
        )

    def show_progress(self, name: str, done: int, total: int) -> None:
        if self.stderr.isatty():
            self.stderr.write(f"\r{done}/{total} {name:<30}", ending="\n" if done == total else "")


HEADER = (
    f"{'Locality':<22} {'Standard':<40} {'Class':<18} {'Residents':>9} {'Within':>7} {'Lacking':>8}"
)


def line(finding: Finding) -> str:
    """Format one finding as a row of the table."""
    area = finding.area_name or "(outside localities)"
    if finding.verdict == Verdict.NOT_ASSESSED:
        columns = f"{finding.residents:>9.0f} {'–':>7} {'–':>8}"
    else:
        columns = f"{finding.residents:>9.0f} {finding.within:>7.0f} {finding.lacking:>8.0f}"
    return f"{area:<22} {str(finding.standard)[:40]:<40} {finding.verdict:<18} {columns}"
