"""The private PostGIS cluster that serves when no DATABASE_URL is given.

Standard library only: it is imported by the settings and used before any package is known to work.
"""

from portal.cluster.errors import ClusterError
from portal.cluster.location import database_url
from portal.cluster.server import is_running, start, stop, stop_if_unused

__all__ = ["ClusterError", "database_url", "is_running", "start", "stop", "stop_if_unused"]
