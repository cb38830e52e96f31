"""Every table that can be taken in from files: those of all apps under one name each."""

from geo.actions.imports import AnyTable
from geo.tables.boundaries import Areas, Municipalities
from geo.tables.indicators import Indicators
from geo.tables.localities import Localities
from geo.tables.population import Population
from geo.tables.roads import Roads
from route221.imports import TABLES as ROADS
from services.imports import TABLES as SERVICES

# In the order in which one needs the other.
TABLES: dict[str, type[AnyTable]] = {
    table.slug: table
    for table in (
        *SERVICES,
        Municipalities,
        Localities,
        Population,
        Areas,
        Indicators,
        Roads,
        *ROADS,
    )
}
# Those whose rows each lie in one municipality, so that a role there is enough.
LOCAL_TABLES = frozenset(table.slug for table in SERVICES)


def table_of(slug: str) -> AnyTable:
    """Make a table anew: it remembers what it looked up for one file."""
    return TABLES[slug]()
