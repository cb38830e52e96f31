"""Places and measures anyone may use."""

from geo.models.areas import Locality, Municipality, Population
from geo.models.datasets import Dataset
from geo.models.population import PopulationCell
from geo.models.positions import Precision
from geo.models.roads import RoadLink
from geo.models.sourced import Sourced

__all__ = [
    "Dataset",
    "Locality",
    "Municipality",
    "Population",
    "PopulationCell",
    "Precision",
    "RoadLink",
    "Sourced",
]
