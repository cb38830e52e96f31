"""Reads across apps, for the pages made of several."""
