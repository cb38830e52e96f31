"""What changes the road and what lies along it."""

from route221.actions.stops import measure_stops

__all__ = ["measure_stops"]
