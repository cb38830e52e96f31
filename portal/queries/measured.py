"""The newest run with its findings and goals, as every page reads them."""

from dataclasses import dataclass
from functools import cached_property

from plans.models import Goal, VillageGroup
from plans.queries.goals import AssessedGoal, assess, current_goals, versions_in_force
from services.models import CoverageRun
from services.queries.coverage import Finding, by_locality, findings, latest_run, ranked_gaps
from services.queries.disclosed import protect


@dataclass(frozen=True)
class Measured:
    """What is known now; without a run there are no findings, and pages say so."""

    run: CoverageRun | None

    @cached_property
    def findings(self) -> list[Finding]:
        return protect(findings(self.run)) if self.run else []

    @cached_property
    def by_locality(self) -> dict[int, list[Finding]]:
        return by_locality(self.findings)

    @cached_property
    def ranked_gaps(self) -> list[Finding]:
        return ranked_gaps(self.findings)

    @cached_property
    def goals(self) -> list[AssessedGoal]:
        return assess(current_goals(), self.findings)

    def goals_of(self, group: VillageGroup) -> list[AssessedGoal]:
        """Return one group's goals, without reading those of all the others."""
        return assess(current_goals().filter(version__plan__group=group), self.findings)

    @cached_property
    def aimed(self) -> dict[tuple[int, int | None], list[Goal]]:
        """The goals in force that aim at a standard, by standard and locality."""
        found: dict[tuple[int, int | None], list[Goal]] = {}
        goals = Goal.objects.filter(version__in=versions_in_force(), target_standard__isnull=False)
        for goal in goals.select_related("version__plan__group"):
            found.setdefault((goal.target_standard_id, goal.locality_id), []).append(goal)
        return found

    def answers(self, finding: Finding) -> list[Goal]:
        """Return the goals that answer a gap; empty: none does."""
        place = finding.locality.pk if finding.locality else None
        return self.aimed.get((finding.standard.pk, place), [])

    def goals_answering(self, finding: Finding) -> list[AssessedGoal]:
        """Return the goals that aim at this standard in this area."""
        return [
            one
            for one in self.goals
            if one.finding is not None
            and one.finding.standard.pk == finding.standard.pk
            and one.finding.locality == finding.locality
        ]


def measured() -> Measured:
    """Read the newest finished run."""
    return Measured(latest_run())
