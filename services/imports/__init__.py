"""Which tables of services can be taken in from files: the register of places and offers."""

from services.imports.table import Services

TABLES = (Services,)
