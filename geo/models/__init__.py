"""Places and measures anyone may use."""

from geo.models.areas import Locality, Municipality, Population
from geo.models.datasets import Dataset
from geo.models.districts import Area
from geo.models.imports import CellMove, ColumnMapping, Import, ImportChange, ImportedRow
from geo.models.indicators import PEOPLE, Indicator, Observation
from geo.models.population import PopulationCell
from geo.models.positions import Precision
from geo.models.roads import RoadLink
from geo.models.sourced import Sourced

__all__ = [
    "PEOPLE",
    "Area",
    "CellMove",
    "ColumnMapping",
    "Dataset",
    "Import",
    "ImportChange",
    "ImportedRow",
    "Indicator",
    "Locality",
    "Municipality",
    "Observation",
    "Population",
    "PopulationCell",
    "Precision",
    "RoadLink",
    "Sourced",
]
