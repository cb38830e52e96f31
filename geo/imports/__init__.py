"""From files to rows: read, map, validate, match, plan, apply. Knows no app.

Each reader (`geo.imports.nvdb`, `geo.imports.osm`) reads and maps a file to `RoadRows`, which
validate themselves; matching, planning and applying them to the database is `geo.actions.roads`.
"""
