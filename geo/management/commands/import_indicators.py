"""Import indicators by area and year."""

from geo.management.importing import ImportCommand
from geo.tables.indicators import Indicators


class Command(ImportCommand):
    help = "Import indicators (CSV, XLSX): area, year, indicator, value, source."
    table = Indicators()
