"""What can be wrong with the private cluster, each with what to do about it."""


class ClusterError(Exception):
    """The private database cannot be used; the message says what to do."""


class ClusterMissingError(ClusterError):
    """Nothing has been set up in this checkout yet."""


class PostgresMissingError(ClusterError):
    """No PostgreSQL with PostGIS is installed."""


class OtherMajorVersionError(ClusterError):
    """The data were written by a PostgreSQL that is not installed here."""


class NotOursError(ClusterError):
    """The data belong to another user of this machine."""
