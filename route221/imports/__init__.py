"""Which tables of the road can be taken in from files: the lines of roads."""

from route221.imports.table import Routes

TABLES = (Routes,)
