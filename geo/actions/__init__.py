"""Verbs of geo that write more than one row."""
