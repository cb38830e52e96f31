"""What villages and the municipality want: groups, programmes, plans, goals, housing."""

from plans.models.adoption import GoalReading, Handling, Snapshot, SteeringDocument
from plans.models.consultations import Consultation, ConsultationAnswer, ConsultationFile
from plans.models.goals import STATUS_CHOICES, Activity, Goal, GoalStatus, Strategy
from plans.models.groups import VillageGroup
from plans.models.housing import HousingProject
from plans.models.links import TARGETS, GoalLink, stretch_text
from plans.models.living import (
    HousingInterest,
    LifeSituation,
    PollAnswer,
    PollPublication,
    Situation,
)
from plans.models.network import AgendaPoint, Meeting, NetworkChoice, Statement, WorkingGroupSeat
from plans.models.plans import LocalPlan, PlanVersion
from plans.models.programmes import DesignatedPlace, PriorityArea, Programme
from plans.models.revision import MOST_PRIORITIES, Choice, LoosePoint, Priority
from plans.models.scenarios import Scenario
from plans.models.service_plans import Paper, ServicePlan, ServicePlanText
from plans.models.voices import Comment, Follower

__all__ = [
    "MOST_PRIORITIES",
    "STATUS_CHOICES",
    "TARGETS",
    "Activity",
    "AgendaPoint",
    "Choice",
    "Comment",
    "Consultation",
    "ConsultationAnswer",
    "ConsultationFile",
    "DesignatedPlace",
    "Follower",
    "Goal",
    "GoalLink",
    "GoalReading",
    "GoalStatus",
    "Handling",
    "HousingInterest",
    "HousingProject",
    "LifeSituation",
    "LocalPlan",
    "LoosePoint",
    "Meeting",
    "NetworkChoice",
    "Paper",
    "PlanVersion",
    "PollAnswer",
    "PollPublication",
    "Priority",
    "PriorityArea",
    "Programme",
    "Scenario",
    "ServicePlan",
    "ServicePlanText",
    "Situation",
    "Snapshot",
    "Statement",
    "SteeringDocument",
    "Strategy",
    "VillageGroup",
    "WorkingGroupSeat",
    "stretch_text",
]
