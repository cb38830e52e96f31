"""Who writes which plan, and who handles it for the municipality."""

from typing import Any

from accounts.permissions import (
    is_admin,
    is_coordinator,
    is_planner,
    is_politician,
    is_region,
    is_village_member,
    reads_analysis,
)
from plans.models import Consultation, Scenario, VillageGroup

# What the addresses ask; each view asks again for its own group.
writes_plans = is_village_member | is_admin
handles_plans = is_planner
# A politician writes statements, a member for the own group.
makes_statements = is_village_member | is_politician | is_admin
# The host's members and the municipality's officers call meetings, and know what homes there are.
calls_meetings = is_village_member | is_planner

# The network's working group is an officer, a politician and a village's representative.
keeps_choices = is_village_member | is_planner | is_politician
# Who sits in it, by function, is kept by the officer and by the network's coordinator.
keeps_seats = is_planner | is_coordinator
# What a programme designates is entered by who answers for a programme.
keeps_designations = is_region | is_planner


def may_write(user: Any, group: VillageGroup) -> bool:
    """Whether a user writes this group's plan: its members do, and the administrator."""
    return bool(is_village_member.test(user, group) or is_admin.test(user, group))


def may_handle(user: Any, group: VillageGroup) -> bool:
    """Whether a user answers for the municipality in which the group lies."""
    return bool(is_planner.test(user, group))


def may_handle_area(user: Any, consultation: Consultation) -> bool:
    """Whether a user answers for the municipality in which a consultation's villages lie."""
    places = list(consultation.localities.all())
    return all(is_planner.test(user, place) for place in places) and is_planner.test(user)


# Whoever plans, decides or belongs to a village may keep scenarios of their own.
keeps_scenarios = reads_analysis | is_village_member


def may_see_scenario(user: Any, scenario: Scenario) -> bool:
    """Whether a user may see a scenario: its maker does, and anyone once it is shared."""
    return bool(scenario.is_shared or owns_scenario(user, scenario))


def owns_scenario(user: Any, scenario: Scenario) -> bool:
    """Whether a scenario is the user's own to change."""
    return bool(user.is_authenticated and scenario.owner_id == user.pk)
