"""What is offered where, what should be, and what was measured."""

from services.models.acts import RegisterAct
from services.models.coverage import (
    BaseLevel,
    Completeness,
    CoverageCost,
    CoverageRun,
    Standard,
    StandardVersion,
)
from services.models.places import Category, Offer, ServicePoint
from services.models.reports import Report
from services.models.siting import SiteSearch

__all__ = [
    "BaseLevel",
    "Category",
    "Completeness",
    "CoverageCost",
    "CoverageRun",
    "Offer",
    "RegisterAct",
    "Report",
    "ServicePoint",
    "SiteSearch",
    "Standard",
    "StandardVersion",
]
