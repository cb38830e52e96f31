"""Reads across the road's models."""

from route221.queries.stops import stop_candidates

__all__ = ["stop_candidates"]
