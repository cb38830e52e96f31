"""Saving scenarios: each belongs to whoever made it."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from plans.actions.editions import save_edition
from plans.errors import PlanError
from plans.models import Scenario
from plans.queries.changes import read_changes

MOST_SCENARIOS = 100


class TooManyScenarios(PlanError):
    words = _("You have 100 scenarios. Take one away first.")


@transaction.atomic
def save_scenario(*, owner: Any, name: str, changes: Sequence[str], note: str = "") -> Scenario:
    """Keep a scenario under a name; changes that cannot be read are refused."""
    read = read_changes(changes)
    if Scenario.objects.filter(owner=owner).count() >= MOST_SCENARIOS:
        raise TooManyScenarios
    return Scenario.objects.create(owner=owner, name=name, note=note, changes=read.texts)


@transaction.atomic
def change_scenario(*, scenario: Scenario, edition: int | None = None, **values: Any) -> Scenario:
    """Rename, share or change a scenario, unless it was changed in another window meanwhile."""
    if "changes" in values:
        values["changes"] = read_changes(values["changes"]).texts
    return save_edition(scenario, edition, values)


@transaction.atomic
def remove_scenario(*, scenario: Scenario) -> None:
    """Take a scenario away."""
    scenario.delete()
