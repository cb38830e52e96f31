"""What can go wrong with the portal as a whole."""


class WorkerLost(Exception):
    """A task's workers were killed, one after the other, while they were at it."""
