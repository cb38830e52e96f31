"""Reads across services and places."""
