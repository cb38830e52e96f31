"""What villages and the municipality want: groups, programmes, plans, goals, housing."""

from plans.models.goals import Activity, Goal, GoalLink, Strategy
from plans.models.groups import VillageGroup
from plans.models.housing import HousingProject
from plans.models.plans import LocalPlan, PlanVersion
from plans.models.programmes import PriorityArea, Programme

__all__ = [
    "Activity",
    "Goal",
    "GoalLink",
    "HousingProject",
    "LocalPlan",
    "PlanVersion",
    "PriorityArea",
    "Programme",
    "Strategy",
    "VillageGroup",
]
