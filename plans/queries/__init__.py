"""Reads across plans and what was measured."""
