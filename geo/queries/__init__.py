"""Reads across models of geo."""
