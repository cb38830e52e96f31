"""A day plan as files for other programs: GPX, KML, GeoJSON, calendar, paper."""
