"""Verbs of the portal as a whole."""
