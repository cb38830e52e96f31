"""Verbs of services that write more than one row."""
